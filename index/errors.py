"""Every error a user can meet, as one tree.

JudgementsError                something went wrong; the message says what happened and what to do
  SettingsError                a setting can't work
  ReportFileError              a file could not be read as a report; has .path
    UnsupportedFormatError     not a format that is read
  LibraryError                 the library can't be opened or written
    LibraryBusyError           another process is writing; says which
  UnknownReportError           no such report in the library
  QuestionError                an empty or over-long question
  FetchError                   an official report could not be downloaded
  ModelError                   a chat or embedding model can't be loaded or failed; has .retryable
  PackError                    a saved answer can't be checked
  CaseError                    an evaluation case is malformed; names file and line
"""

from __future__ import annotations


class JudgementsError(Exception):
    """Base of every error that this product raises on purpose."""


class SettingsError(JudgementsError):
    """A setting can't work; the message names it and what would."""


class ReportFileError(JudgementsError):
    """A file could not be read as a report."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(reason)
        self.path = path


class UnsupportedFormatError(ReportFileError):
    """The file is of a format that is not read."""


class LibraryError(JudgementsError):
    """The library can't be opened, read or written."""


class LibraryBusyError(LibraryError):
    """Another process is writing to the library."""


class VectorsUnavailableError(LibraryError):
    """The vectors can't be searched for now; keyword search still can."""


class UnknownReportError(JudgementsError):
    """The library holds no such report."""


class QuestionError(JudgementsError):
    """The question is empty or too long."""


class FetchError(JudgementsError):
    """An official report could not be downloaded."""


class ModelError(JudgementsError):
    """A model can't be loaded, or failed while answering."""

    def __init__(self, message: str, *, retryable: bool = False) -> None:
        super().__init__(message)
        self.retryable = retryable


class PackError(JudgementsError):
    """A saved answer can't be read or checked."""


class CaseError(JudgementsError):
    """An evaluation case is malformed."""

"""The trained numbers: the selector's as JSON, the reader as ONNX; the README beside them says where they come from."""

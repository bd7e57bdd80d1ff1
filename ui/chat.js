() => {
  // Runs once when the page is up. Everything here is about reach (keyboard, screen readers) and
  // about what only a browser can do (copy, save, open a dialog); the content comes from the server.
  if (window.judgements) return;
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const cardOf = (link) => document.getElementById((link.getAttribute("href") || "").slice(1));
  const panel = () => document.querySelector("#evidence .evidence");
  let opener = null;

  const point = (key, on) => {
    document.querySelectorAll(`.card[data-key="${key}"], a.cite[href="#c-${key}"]`).forEach((e) => e.classList.toggle("on", on));
  };
  const send = (where, detail) => document.querySelector(where)?.dispatchEvent(new CustomEvent("judgements", { detail }));
  const ask = (name, detail) => send("#evidence", { name, ...detail });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.cite");
    if (link) {
      event.preventDefault();
      opener = link;
      const key = link.getAttribute("href").slice(3);
      const card = cardOf(link);
      if (card) {
        document.querySelectorAll(".card.on").forEach((e) => e.classList.remove("on"));
        point(key, true);
        card.scrollIntoView({ block: "nearest", behavior: calm.matches ? "auto" : "smooth" });
      }
      ask("page", { key });
      return;
    }
    const page = event.target.closest("[data-page]");
    if (page) { opener = page; ask("page", { key: page.dataset.page }); return; }
    const scope = event.target.closest("[data-scope]");
    if (scope) { send("#library", { key: scope.dataset.scope }); return; }
    const rate = event.target.closest("[data-rate]");
    if (rate) {
      rate.parentElement.querySelectorAll("[data-rate]").forEach((b) => b.setAttribute("aria-pressed", String(b === rate)));
      ask("rate", { key: rate.dataset.rate, verdict: rate.dataset.verdict });
      return;
    }
    if (event.target.closest("[data-close]") || event.target.matches("dialog.page")) event.target.closest("dialog")?.close();
    const skip = event.target.closest("a.skip");
    if (skip) { event.preventDefault(); document.querySelector("#question textarea")?.focus(); }
  });
  for (const [enter, leave] of [["mouseover", "mouseout"], ["focusin", "focusout"]]) {
    const toggle = (on) => (event) => {
      const link = event.target.closest?.("a.cite");
      if (link) point(link.getAttribute("href").slice(3), on);
    };
    document.addEventListener(enter, toggle(true));
    document.addEventListener(leave, toggle(false));
  }

  // One live line that is never replaced, so that screen readers keep hearing it.
  const line = document.createElement("p");
  line.className = "sr"; line.id = "said"; line.setAttribute("role", "status"); line.setAttribute("aria-live", "polite");
  (document.querySelector("main") || document.body).append(line);
  const say = (text) => { if (line.textContent !== text) line.textContent = text; };
  let told = "";
  const relay = () => {
    const words = document.querySelector("#announce [data-say]")?.textContent || "";
    if (words !== told) { told = words; say(words); }
  };

  // Gradio labels each message with its raw text and announces every change of the log; a reader is
  // told once, by the status line, so the log itself keeps quiet.
  const tidy = () => {
    relay();
    document.querySelectorAll('#chat [role="log"]').forEach((log) => {
      if (log.getAttribute("aria-live") !== "off") log.setAttribute("aria-live", "off");
      if (log.getAttribute("aria-label") !== "Conversation") { log.setAttribute("aria-label", "Conversation"); log.tabIndex = 0; }
    });
    document.querySelectorAll('#chat [data-testid="user"], #chat [data-testid="bot"]').forEach((m) => {
      if (!m.hasAttribute("aria-label") && m.getAttribute("role") === "group") return;
      const who = m.dataset.testid === "user" ? "Question" : "Answer";
      if (m.getAttribute("aria-label") !== who) { m.setAttribute("role", "group"); m.setAttribute("aria-label", who); }
    });
    document.querySelectorAll("button:not([aria-label])").forEach((b) => {
      if (!b.textContent.trim()) b.setAttribute("aria-label", b.title || b.className.split(" ")[0].replace(/[-_]/g, " ") || "Button");
    });
    document.querySelectorAll("button.upload-container").forEach((b) => {
      const words = `Choose reports. ${b.innerText.replace(/\s+/g, " ").trim()}`;
      if (b.getAttribute("aria-label") !== words) b.setAttribute("aria-label", words);
    });
    document.querySelectorAll('button[aria-label=""]').forEach((b) => b.setAttribute("aria-label", b.title || "Button"));
  };
  let due = false;
  new MutationObserver(() => {
    if (due) return;
    due = true;
    requestAnimationFrame(() => { due = false; tidy(); });
  }).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["aria-label", "aria-live"] });
  tidy();

  const copy = async (text) => {
    try { await navigator.clipboard.writeText(text); return true; } catch { /* no permission, or not https */ }
    const box = document.createElement("textarea");
    box.value = text; document.body.append(box); box.select();
    const done = document.execCommand("copy");
    box.remove();
    return done;
  };
  window.judgements = {
    open: () => {
      const dialog = document.querySelector("#page dialog.page");
      if (!dialog || dialog.open) return;
      dialog.showModal();
      dialog.addEventListener("close", () => opener?.isConnected && opener.focus(), { once: true });
      dialog.querySelector("[data-focus]")?.scrollIntoView({ block: "center" });
      dialog.querySelector("[data-close]")?.focus({ preventScroll: true });
    },
    deliver: async (parcel) => {
      if (!parcel) return;
      const { act, name, type, text } = JSON.parse(parcel);
      if (act === "copy") { say((await copy(text)) ? "Copied with citations." : "The browser did not allow copying."); return; }
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([text], { type }));
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10000);
      say(`Saved as ${name}.`);
    },
  };
}

// Keeps what was given and is not in the study yet, in this tab alone, until the server has it.
// Loaded on every page of an expert; says on other pages that something still waits.
window.drafts = (() => {
  "use strict";

  const PREFIX = "tholos:";
  const owner = document.querySelector('meta[name="device-mark"]')?.content || "";
  const mine = `${PREFIX}${owner}:`;
  const memory = new Map(); // where the browser keeps nothing, the page itself does
  let isLeaving = false;

  function each(act) {
    try {
      Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX)).forEach(act);
    } catch {
      memory.forEach((_, key) => act(key));
    }
  }

  function drop(key) {
    memory.delete(mine + key);
    try {
      sessionStorage.removeItem(mine + key);
    } catch { /* nothing is kept there */ }
  }

  // A draft: { page, version, values, sent, label, text }
  function keep(key, draft) {
    if (isLeaving) return; // a save that fails while the page goes must not bring anything back
    const text = JSON.stringify(draft);
    try {
      sessionStorage.setItem(mine + key, text);
    } catch {
      memory.set(mine + key, text);
    }
  }

  function read(full) {
    let text = memory.get(full);
    try {
      text = sessionStorage.getItem(full) ?? text;
      return text ? JSON.parse(text) : null;
    } catch {
      return text ? JSON.parse(text) : null;
    }
  }

  function all() {
    const found = [];
    each((key) => key.startsWith(mine) && found.push([key.slice(mine.length), read(key)]));
    return found.filter(([, draft]) => draft);
  }

  function clear() {
    memory.clear();
    each((key) => sessionStorage.removeItem(key));
  }

  // Somebody else's link was opened in this tab: what the one before left unsent is not for them.
  each((key) => key.startsWith(mine) || sessionStorage.removeItem(key));
  document.addEventListener("submit", (event) => {
    if (new URL(event.target.action, location.href).pathname.endsWith("/s/leave")) {
      isLeaving = true;
      clear();
    }
  });

  // On a page that asks nothing: what waits, where to send it, or its words for copying.
  function show(note) {
    const isClosed = note.dataset.unsent === "closed";
    const here = location.pathname.split("/").slice(0, 4).join("/");
    const waiting = all().filter(([, draft]) => !isClosed || draft.page.startsWith(`${here}/`));
    const list = note.querySelector("ul");
    for (const [, draft] of waiting) {
      const line = list.appendChild(document.createElement("li"));
      if (isClosed) {
        line.append(`${draft.label}: `);
        const text = line.appendChild(document.createElement("div"));
        text.className = "kept-text";
        text.textContent = draft.text;
      } else {
        const link = line.appendChild(document.createElement("a"));
        link.href = draft.page;
        link.textContent = draft.label;
      }
    }
    note.hidden = waiting.length === 0;
    note.querySelector("[data-discard]")?.addEventListener("click", () => {
      waiting.forEach(([key]) => drop(key));
      note.hidden = true;
    });
  }

  document.querySelectorAll("[data-unsent]").forEach(show);
  return { keep, drop, all, clear, owner, get: (key) => read(mine + key) };
})();

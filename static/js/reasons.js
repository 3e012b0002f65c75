// Deciding on reasons with the keys. The buttons work without it.
(() => {
  "use strict";

  const queue = document.querySelector("[data-reason-queue]");
  if (!queue) return;
  const all = [...queue.querySelectorAll("[data-reason]")];
  const help = document.querySelector("[data-reason-keys]");
  if (help) help.hidden = false;

  const here = () => all.indexOf(document.activeElement?.closest("[data-reason]"));

  function go(to) {
    const reason = all[Math.max(0, Math.min(to, all.length - 1))];
    reason.focus({ preventScroll: true });
    reason.scrollIntoView({ block: "nearest" });
  }

  function act(key) {
    const reason = all[here()];
    if (!reason) return false;
    const control = key === "x" ? reason.querySelector("[type=checkbox]") : reason.querySelector(`[data-key="${key}"]`);
    if (!control) return false;
    control.click();
    return true;
  }

  document.addEventListener("keydown", (event) => {
    // Single letters count only within the queue: whoever speaks to the device must not press them by chance.
    if (here() < 0) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("textarea, select, input:not([type=checkbox])")) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    let done = false;
    if (key === "j" || key === "ArrowDown") {
      go(here() + 1);
      done = true;
    } else if (key === "k" || key === "ArrowUp") {
      go(here() - 1);
      done = true;
    } else if (key === "u") {
      const undo = document.querySelector("form[action$='/reasons/undo'] button");
      undo?.click();
      done = Boolean(undo);
    } else if ("rhwpx".includes(key)) {
      done = act(key);
    }
    if (done) event.preventDefault();
  });

  // After a decision the page comes back at the reason that follows.
  const next = location.hash ? document.getElementById(location.hash.slice(1)) : null;
  if (next && all.includes(next)) next.focus();
})();

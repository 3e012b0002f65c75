// Tells how far a job is, until it has ended; then the page itself leads on.
(() => {
  "use strict";

  const section = document.querySelector("[data-job]");
  const bar = section.querySelector("progress");
  const words = section.querySelector("[data-job-words]");

  async function look() {
    try {
      const reply = await fetch(section.dataset.job, { headers: { Accept: "application/json" } });
      if (reply.ok) {
        const told = await reply.json();
        bar.value = told.progress;
        if (words.textContent !== told.words) words.textContent = told.words;
        if (told.is_ended) return location.reload();
      }
    } catch { /* the line is gone for a moment; the next look tells */ }
    setTimeout(look, 1000);
  }
  setTimeout(look, 500);
})();

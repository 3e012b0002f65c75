// Keeps each answer as soon as it is given. Without this script the same form is sent as a whole.
// What is not in the study yet stands in drafts.js; questions.js knows what a question is made of.
(() => {
  "use strict";

  const form = document.querySelector("[data-answer-form]");
  if (!form) return;
  const { drafts, questions } = window;
  const csrf = document.querySelector('meta[name="csrf-token"]');
  const state = form.querySelector("[data-save-state]");
  const jobs = new Map(); // element -> { timer, since, attempt, sending, again }
  const TYPING = 1.5; // seconds without a key before text is sent
  const LONGEST = 3; // seconds after which text is sent though the typing goes on
  const DELAYS = [2, 5, 15, 30, 60]; // seconds between attempts
  const PATIENCE = 20; // seconds before a reply is no longer waited for
  let stopped = ""; // "stopped": the link must be opened again; "closed": the round has closed
  let leaving = false;

  function showState() {
    const failing = [...jobs.values()].some((job) => job.attempt > 0);
    const name = stopped || (failing ? (navigator.onLine ? "failed" : "offline") : jobs.size ? "saving" : "saved");
    const text = state.dataset[name];
    if (state.textContent !== text) state.textContent = text;
    state.toggleAttribute("data-alarm", Boolean(stopped || failing));
  }

  const addressOf = (element) => element.dataset.question || element.dataset.reason;

  function keepDraft(element, sent) {
    const before = drafts.get(addressOf(element));
    const question = element.closest("[data-question]");
    const anchor = question ? question.id : element.id;
    drafts.keep(addressOf(element), {
      page: `${location.pathname}#${anchor}`,
      version: questions.version(element).value,
      values: questions.values(element),
      sent: sent === undefined ? before?.sent : sent,
      label: questions.label(element),
      text: questions.text(element),
    });
  }

  function schedule(element, seconds) {
    const job = jobs.get(element) || { attempt: 0, sending: false, again: false, since: Date.now() };
    jobs.set(element, job);
    keepDraft(element);
    job.again = job.sending;
    if (!job.sending) {
      clearTimeout(job.timer);
      const latest = job.since + LONGEST * 1000 - Date.now();
      job.timer = setTimeout(() => send(element), Math.max(0, Math.min(seconds * 1000, latest)));
    }
    showState();
  }

  async function send(element) {
    const job = jobs.get(element);
    if (!job || job.sending || stopped) return;
    clearTimeout(job.timer);
    job.sending = true;
    job.again = false;
    keepDraft(element, questions.values(element));
    try {
      const reply = await fetch(addressOf(element), {
        method: "POST",
        body: questions.body(element),
        headers: { "X-CSRFToken": csrf.content, "X-Requested-With": "fetch" },
        keepalive: true,
        redirect: "manual",
        signal: AbortSignal.timeout?.(PATIENCE * 1000),
      });
      const text = await reply.text(); // until it is read, the page holds the version before
      job.sending = false;
      receive(element, job, reply, text);
    } catch {
      job.sending = false;
      retry(element, job);
    }
    showState();
  }

  function receive(element, job, reply, text) {
    if ([400, 403, 404].includes(reply.status) || reply.type === "opaqueredirect") return stop("stopped");
    if (![200, 409, 422, 423].includes(reply.status)) return retry(element, job);
    const told = document.createElement("template");
    told.innerHTML = text;
    if (reply.status === 423) { // the round is paused: kept here, sent when it goes on
      questions.tell(element, told.content, false);
      return retry(element, job);
    }
    const facts = told.content.firstElementChild.dataset;
    jobs.delete(element);
    if (facts.closed !== undefined) {
      stop("closed");
    } else if (reply.status === 409) {
      drafts.drop(addressOf(element));
      questions.showNewer(element, facts, told.content, job.again);
      job.again = false;
    } else {
      questions.version(element).value = facts.version ?? facts.mark;
      if (reply.status === 200 && !job.again) drafts.drop(addressOf(element));
    }
    questions.tell(element, told.content, facts.refused !== undefined);
    if (job.again && !stopped) schedule(element, questions.isTyping(element) ? TYPING : 0);
    form.dispatchEvent(new CustomEvent("answer:changed"));
  }

  function retry(element, job) {
    job.attempt += 1;
    const seconds = DELAYS[Math.min(job.attempt, DELAYS.length) - 1];
    job.timer = setTimeout(() => send(element), seconds * 1000);
  }

  function stop(why) {
    stopped = why;
    jobs.forEach((job) => clearTimeout(job.timer));
    showState();
  }

  const sendAll = () => jobs.forEach((_, element) => send(element));

  // After the personal link was opened again, in whichever window: take up the new session and send.
  async function comeBack() {
    if (stopped !== "stopped" || document.hidden) return;
    try {
      const reply = await fetch(location.pathname, { redirect: "manual", cache: "no-store" });
      if (![200, 409].includes(reply.status)) return;
      const page = new DOMParser().parseFromString(await reply.text(), "text/html");
      if (page.querySelector('meta[name="device-mark"]')?.content !== drafts.owner) return;
      csrf.content = page.querySelector('meta[name="csrf-token"]').content;
      form.querySelectorAll('[name="csrf_token"]').forEach((each) => { each.value = csrf.content; });
      stopped = "";
      sendAll();
      showState();
    } catch { /* still offline */ }
  }

  // What an earlier visit could not send: given again here, unless a newer answer came from elsewhere.
  function restore(element) {
    const draft = drafts.get(addressOf(element));
    if (!draft) return;
    const shown = JSON.stringify(questions.values(element));
    if (shown === JSON.stringify(draft.values)) return drafts.drop(addressOf(element));
    const isOurs = draft.sent && shown === JSON.stringify(draft.sent);
    if (isOurs || String(questions.version(element).value) === String(draft.version)) {
      questions.putBack(element, draft.values);
      questions.say(element, form.dataset.restored, "status-saved");
      schedule(element, 0);
    } else {
      drafts.drop(addressOf(element));
      questions.say(element, form.dataset.lost, "status-warning", draft.text);
    }
  }

  function hear(event, seconds) {
    const target = event.target;
    const element = target.dataset.reason ? target : target.closest("[data-question]");
    if (!element || !target.name) return;
    if (!target.dataset.reason) questions.touch(element);
    form.dispatchEvent(new CustomEvent("answer:changed"));
    // A kind's script says that its writer is still at it: kept here, sent when it is whole or left.
    if (element.hasAttribute("data-waits")) keepDraft(element);
    else schedule(element, seconds);
  }

  // Choices are sent at once; text when the writer pauses or leaves the field.
  form.addEventListener("change", (event) => {
    const isSent = questions.isTyped(event.target) && !jobs.has(event.target.closest("[data-question]"))
      && !jobs.has(event.target);
    if (!isSent || event.isTrusted === false) hear(event, 0);
  });
  form.addEventListener("input", (event) => questions.isTyped(event.target) && hear(event, TYPING));

  form.addEventListener("click", (event) => {
    const keep = event.target.closest("[data-keep]");
    const question = keep?.closest("[data-question]");
    const input = keep && questions.choices(question).find((each) => each.value === keep.dataset.keep);
    if (!input) return;
    event.preventDefault();
    input.checked = true;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    input.focus();
  });

  // “Save and continue” waits for what is on its way, so that the page is never ahead of itself.
  form.addEventListener("submit", async (event) => {
    if (leaving || (!jobs.size && !stopped)) {
      leaving = true;
      return;
    }
    event.preventDefault();
    const button = event.submitter;
    if (stopped === "closed") {
      leaving = true;
      return form.requestSubmit(button || undefined);
    }
    if (stopped) await comeBack();
    sendAll();
    for (let waited = 0; jobs.size && waited < 50; waited += 1) {
      await new Promise((done) => setTimeout(done, 100));
      if (stopped || [...jobs.values()].some((job) => job.attempt > 0)) break;
    }
    showState();
    if (jobs.size || stopped === "stopped") return state.scrollIntoView({ block: "nearest" });
    leaving = true;
    form.requestSubmit(button || undefined);
  });

  window.addEventListener("online", () => { comeBack(); sendAll(); });
  window.addEventListener("offline", showState);
  window.addEventListener("focus", comeBack);
  window.addEventListener("pagehide", sendAll);
  window.addEventListener("pageshow", () => { leaving = false; comeBack(); sendAll(); });
  document.addEventListener("visibilitychange", () => { sendAll(); comeBack(); });
  setInterval(comeBack, 15_000);
  // What is kept in this tab goes with the tab: ask before it closes, but only when saving fails.
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && state.hasAttribute("data-alarm") && jobs.size) event.preventDefault();
  });

  form.querySelectorAll("[data-question], [data-reason]").forEach(restore);
  form.dispatchEvent(new CustomEvent("answer:changed"));
})();

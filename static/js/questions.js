// What a question on the page is made of: its controls, its version, what it says and whether it is answered.
window.questions = (() => {
  "use strict";

  const touched = new Set(); // questions that somebody changed in this window

  // Whatever a question is made of: radios, boxes, text, lists. Its reason is sent by itself.
  const controls = (question) =>
    [...question.querySelectorAll("input[name], select[name], textarea[name]")].filter(
      (control) => !control.dataset.reason && !("version" in control.dataset) && !("reasonVersion" in control.dataset),
    );
  const isChoice = (control) => control.type === "radio" || control.type === "checkbox";
  const isTyped = (control) =>
    control.tagName === "TEXTAREA" || (control.tagName === "INPUT" && !isChoice(control));
  const isGiven = (control) =>
    control.type !== "hidden" && (!isChoice(control) || control.checked) && control.value.trim() !== "";
  const choices = (question) => controls(question).filter(isChoice);

  const version = (element) =>
    element.dataset.reason
      ? element.closest("details").querySelector("[data-reason-version]")
      : element.querySelector("[data-version]");

  const slot = (element) =>
    element.dataset.reason
      ? element.closest("details").querySelector("[data-reason-status]")
      : element.querySelector("[data-status]");

  // What it says now, as pairs of name and value; a box that is empty says so, too.
  function values(element) {
    if (element.dataset.reason) return [[element.name, element.value]];
    return controls(element)
      .filter((control) => control.type !== "radio" || control.checked)
      .map((control) => [control.name, isChoice(control) && !control.checked ? "" : control.value]);
  }

  function body(element) {
    const data = new URLSearchParams(values(element));
    const known = version(element);
    data.append(known.name, known.value);
    return data;
  }

  // Answered is what the server has, or what was touched here and says something.
  function isAnswered(question) {
    const known = Number(version(question).value) > 0;
    return (known || touched.has(question)) && controls(question).some(isGiven);
  }

  function put(control, value) {
    if (isChoice(control)) control.checked = value === control.value;
    else control.value = value;
  }

  // A kind's own script hears "answer:shown" and draws anew what it draws from the controls.
  const shown = (element) => element.dispatchEvent(new CustomEvent("answer:shown", { bubbles: true }));

  function putBack(element, pairs) {
    if (element.dataset.reason) {
      element.value = pairs[0][1];
      element.closest("details").open = true;
      return;
    }
    touched.add(element);
    for (const control of controls(element)) {
      const said = pairs.filter(([name]) => name === control.name).map(([, value]) => value);
      if (isChoice(control)) control.checked = said.includes(control.value);
      else control.value = said[0] ?? "";
    }
    shown(element);
  }

  const textOf = (control) =>
    isChoice(control) ? (control.labels[0]?.innerText || control.value) : control.value;

  // What it says in words, for reading and copying.
  function text(element) {
    if (element.dataset.reason) return element.value;
    return controls(element).filter(isGiven).map(textOf).join("\n").trim();
  }

  function label(element) {
    const question = element.closest("[data-question]");
    if (question) return question.querySelector("legend").textContent.trim().replace(/\s+/g, " ");
    return element.closest("details").querySelector("summary").textContent.trim();
  }

  function paragraph(className, words) {
    const made = document.createElement(className === "kept-text" ? "div" : "p");
    made.className = className;
    made.textContent = words;
    return made;
  }

  function say(element, words, className, kept) {
    slot(element).replaceChildren(paragraph(className, words));
    if (kept) slot(element).append(paragraph("kept-text", kept));
    const reason = element.dataset.reason ? element.closest("details") : null;
    if (reason) reason.open = true;
  }

  // Another window was faster: show what is stored now; what was given here stands in words beside it.
  function showNewer(element, facts, told, hasChanged) {
    const here = text(element);
    version(element).value = facts.version ?? facts.mark;
    if (element.dataset.reason) {
      element.value = facts.stored ?? element.value;
    } else if (facts.values) {
      const newer = JSON.parse(facts.values);
      for (const control of controls(element)) {
        if (control.name.startsWith(element.id)) put(control, newer[control.name.slice(element.id.length)] ?? "");
      }
      shown(element);
    }
    // Somebody went on typing since: all of it can be copied, not only what was sent.
    const kept = told.querySelector("[data-kept]");
    if (hasChanged && kept) kept.textContent = here;
  }

  function tell(element, told, isRefused) {
    if (isRefused) touched.delete(element);
    const apart = told.querySelector(".status-apart");
    slot(element).replaceChildren(told);
    const reason = apart && element.querySelector("details.reason");
    if (reason) reason.open = true;
  }

  const isTyping = (element) => element === document.activeElement
    || (element.contains(document.activeElement) && isTyped(document.activeElement));

  return {
    body, choices, isAnswered, isTyped, isTyping, label, putBack, say, showNewer, tell, text, values, version,
    touch: (question) => touched.add(question),
  };
})();

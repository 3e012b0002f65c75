// A new study is offered the time zone of the device, as long as nobody chose another.
(() => {
  "use strict";

  const select = document.querySelector("select[data-zone]");
  if (!select || select.value !== "UTC") return;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if ([...select.options].some((option) => option.value === zone)) select.value = zone;
})();

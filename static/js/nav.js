// On a narrow screen the menu of a study is wider than the window: the present page is brought into sight.
document.querySelectorAll(".study-nav [aria-current]").forEach((link) => {
  const list = link.closest("ul");
  list.scrollLeft = link.offsetLeft - (list.clientWidth - link.offsetWidth) / 2;
});

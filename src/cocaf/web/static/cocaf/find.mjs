// On a phone what narrows the list is folded, so that the list itself is seen first.
function fold() {
  const facets = document.querySelector(".find-facets");
  if (facets && matchMedia("(max-width: 960px)").matches) facets.open = false;
}

fold();
document.addEventListener("htmx:afterSettle", fold);

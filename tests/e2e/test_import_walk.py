"""An officer brings a table of the own service in, on screen, in French: a workbook with Spanish headers becomes
records, and the rejected rows are mended and brought again. Real node, real worker, real browser."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests import nodes
from tests.e2e import world as worlds
from tests.nodes import Node
from tests.web import import_world

pytestmark = pytest.mark.browser
PASSWORD = "un mot de passe inventé 2026"


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    with nodes.running(tmp_path, "MA") as (running,):
        running.ask("account", "nadia", PASSWORD, "fr")
        yield running


@pytest.fixture
def page(node: Node) -> Iterator[Page]:
    with worlds.chromium() as browser:
        opened = browser.new_context(viewport={"width": 1280, "height": 900}, locale="fr", accept_downloads=True)
        tab = opened.new_page()
        tab.goto(node.url + "/account/login/")
        tab.fill("input[name=login]", "nadia")
        tab.fill("input[name=password]", PASSWORD)
        tab.click("main button[type=submit], main button:not([type])")
        tab.wait_for_url(lambda url: "/account/login" not in url)
        yield tab
        assert [said.text for said in tab.console_messages() if said.type == "error"] == []
        assert tab.page_errors() == []


def bring(page: Page, path: Path, saved: str = "") -> None:
    page.get_by_role("navigation", name="Principal").first.get_by_role("link", name="Importer").click()
    page.get_by_role("link", name="Apporter un tableau").click()
    page.get_by_label("Tableau").set_input_files(path)
    if saved:
        page.get_by_label("Correspondance").select_option(label=saved)
    page.get_by_role("button", name="Lire le tableau").click()


def check(page: Page, path: Path) -> None:
    """Brings a table by the saved mapping as far as its check."""
    bring(page, path, saved="Registre")
    page.get_by_role("button", name="Contrôler le tableau").click()
    page.wait_for_url(lambda url: url.endswith(("/values", "/check")))
    page.get_by_role("link", name="Contrôle", exact=True).click()


def sums(page: Page) -> dict[str, int]:
    terms = page.locator(".imports-sums > div")
    return {each.locator("dt").inner_text(): int(each.locator("dd").inner_text()) for each in terms.all()}


def mended(raw: bytes) -> bytes:
    """The sheet of rejected rows as an officer mends it: the cells that the reasons name."""
    book = load_workbook(BytesIO(raw))
    sheet = book.worksheets[0]
    headers = [cell.value for cell in sheet[1]]
    assert headers[-2:] == ["cocaf: line", "cocaf: reason"]
    for row in sheet.iter_rows(min_row=2):
        cells = dict(zip(headers, row, strict=True))
        assert "unos cuantos" in cells["cocaf: reason"].value
        cells["Cantidad"].value = 2.5
        if cells["Fecha de incautación"].value == "ayer":
            cells["Fecha de incautación"].value = "17/02/2026"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_table_is_brought_in_on_screen_and_its_rejected_rows_are_mended(page: Page, tmp_path: Path) -> None:
    path = tmp_path / "incautaciones 2026.xlsx"
    path.write_bytes(import_world.table())
    bring(page, path)
    expect(page.get_by_role("heading", name="Ce que sont les colonnes")).to_be_visible()
    assert page.locator(".imports-preview tbody tr").count() == 20
    assert page.get_by_label("Fecha de incautación").input_value() == "occurred_on:dmy"
    assert page.get_by_label("Talla").input_value() == "kept", "what no field holds is kept, not dropped"
    page.get_by_label("Enregistrer cette correspondance sous le nom").fill("Registre")
    page.get_by_role("button", name="Contrôler le tableau").click()

    page.wait_for_url("**/values")
    page.get_by_label("Maletón de cuero").fill("Dans les bagages")
    page.get_by_role("button", name="Garder ces choix et continuer").click()
    page.wait_for_url("**/values")
    assert page.get_by_label("Maletón de cuero").count() == 0
    page.get_by_role("link", name="Continuer sans").click()

    assert sums(page) == {"Lignes lues": 24, "À reprendre": 22, "Déjà détenues par votre unité": 0, "Rejetées": 2}
    wrong = page.locator(".imports-faults tbody tr").first
    expect(wrong).to_contain_text("une date jour, mois, année : 14/02/2014")
    page.get_by_role("button", name="Reprendre 22 lignes").click()
    expect(page.get_by_role("heading", name="Le tableau est repris")).to_be_visible(timeout=30_000)
    assert sums(page) == {"Lignes lues": 24, "Reprises": 22, "Déjà détenues par votre unité": 0, "Rejetées": 2}
    assert page.locator(".imports-records tbody tr").count() == 22
    with page.expect_download() as download:
        page.get_by_role("link", name="Lignes rejetées (Excel)").click()
    again = tmp_path / "corrigé.xlsx"
    again.write_bytes(mended(download.value.path().read_bytes()))

    check(page, again)
    page.get_by_role("button", name="Reprendre 2 lignes").click()
    expect(page.get_by_role("heading", name="Le tableau est repris")).to_be_visible(timeout=30_000)
    assert sums(page)["Reprises"] == 2

    check(page, path)
    assert sums(page) == {"Lignes lues": 24, "À reprendre": 0, "Déjà détenues par votre unité": 22, "Rejetées": 2}

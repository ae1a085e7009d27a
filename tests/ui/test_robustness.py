"""What would break the window: things that go while others still speak to them, wild numbers, closing at a bad time."""

from __future__ import annotations

from window_fixtures import settle


def test_a_form_that_was_replaced_does_not_hear_of_themes(open_window):
    window = open_window()
    window.method_cards._set_kind(1, "adam")
    settle()
    for theme in ("dark", "light"):
        window.preferences.theme = theme
        settle()
    assert window.method_cards.cards[0].name == "Adam"

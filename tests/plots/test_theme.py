"""Colours that can be read, and a theme that is followed."""

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QPushButton, QSlider, QToolButton, QVBoxLayout, QWidget

from gdviz.plots.style import apply, stylesheet
from gdviz.plots.theme import CLASS_COLORS, CLASS_MARKERS, DARK, LIGHT, METHOD_COLORS, Theme, ThemeManager, contrast


@pytest.fixture
def manager(qapp):
    manager = ThemeManager.instance()
    before = manager.mode, manager.text_scale
    yield manager
    manager.set_mode(before[0])
    manager.set_text_scale(before[1])


def test_contrast_of_black_and_white():
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)  # the well-known grey that just fails


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("text", ["text", "quiet", "accent", "danger", "warning", "success"])
@pytest.mark.parametrize("ground", ["card", "panel"])
def test_text_is_readable(theme, text, ground):
    assert contrast(getattr(theme, text), getattr(theme, ground)) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_numbers_on_axes_and_text_on_notices_are_readable(theme):
    for letters in (theme.axis_text, theme.extrapolation):
        assert contrast(letters, theme.plot_ground) >= 4.5
    for letters in (theme.text, theme.quiet, theme.accent):
        for ground in (theme.card, theme.panel, theme.ground, theme.control):
            assert contrast(letters, ground) >= 4.5
    for letters in (theme.danger, theme.warning, theme.success):
        assert contrast(letters, theme.card) >= 4.5
    assert contrast(theme.on_accent, theme.accent) >= 4.5
    assert contrast(theme.text, theme.selection) >= 4.5
    assert contrast(theme.text, theme.warning_ground) >= 4.5
    assert contrast(theme.text, theme.danger_ground) >= 4.5
    assert contrast(theme.ink, theme.plot_ground) >= 10


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_curves_can_be_told_from_the_ground(theme):
    # WCAG asks 3 of graphics; the Okabe-Ito orange and sky have 2.2 on white, which markers and width make up for.
    for color in theme.method_colors[:-1]:
        assert contrast(color, theme.plot_ground) >= 2.0, color
    assert contrast(DARK.method_colors[-1], DARK.plot_ground) >= 3.0


def test_yellow_comes_last():
    assert METHOD_COLORS.index("#F0E442") == len(METHOD_COLORS) - 1
    assert "#F0E442" not in CLASS_COLORS


def test_six_classes_have_six_colours_and_shapes():
    assert len(set(CLASS_COLORS)) == len(set(CLASS_MARKERS)) == 6


def test_colours_repeat_after_the_last():
    assert LIGHT.class_color(6) == LIGHT.class_color(0) == QColor("#0072B2")
    assert LIGHT.method_color(len(METHOD_COLORS)) == QColor("#D55E00")


def test_text_scale_grows_lengths_and_fonts(qapp):
    large = LIGHT.scaled(2.0)
    assert large.length(8) == 16
    assert large.font().pixelSize() == 2 * LIGHT.font().pixelSize() == 26
    with pytest.raises(ValueError, match=r"text_scale must be in \[0.5, 4\]; got 9"):
        LIGHT.scaled(9)


@pytest.mark.parametrize("theme", [LIGHT, DARK, LIGHT.scaled(2.0)], ids=["light", "dark", "large"])
def test_stylesheet_has_no_slot_left(qapp, theme):
    sheet = stylesheet(theme)
    assert "{{" not in sheet
    assert theme.accent in sheet


def test_manager_says_when_the_theme_changes(qtbot, manager):
    manager.set_mode("light")
    with qtbot.waitSignal(manager.changed) as caught:
        manager.set_mode("dark")
    assert caught.args[0].name == "dark"
    assert Theme.current().is_dark
    with qtbot.assertNotEmitted(manager.changed):
        manager.set_mode("dark")
    with pytest.raises(ValueError, match="mode must be one of system, light, dark, print; got 'sepia'"):
        manager.set_mode("sepia")


def _window() -> QWidget:
    window = QWidget()
    window.setProperty("class", "panel")
    column = QVBoxLayout(window)
    label, slider, link = QLabel("text"), QSlider(), QPushButton("link")
    link.setProperty("class", "link")
    for widget in (label, slider, link, QCheckBox("box"), QToolButton()):
        column.addWidget(widget)
    return window


def test_apply_dresses_a_window(qtbot, qapp, manager):
    sheet, palette, font = qapp.styleSheet(), qapp.palette(), qapp.font()
    try:
        for theme in (LIGHT, DARK):
            apply(qapp, theme)
            window = _window()
            qtbot.addWidget(window)
            window.resize(200, 200)
            window.show()
            image = window.grab().toImage()
            assert image.pixelColor(3, 3).name() == theme.panel
            assert QApplication.palette().text().color().name() == theme.text
    finally:
        qapp.setStyleSheet(sheet)
        qapp.setPalette(palette)
        qapp.setFont(font)

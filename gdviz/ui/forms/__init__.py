"""Forms that come out of declared hyperparameters, and the calm controls that they are made of."""

from gdviz.ui.forms.controls import CalmComboBox, CalmSpinBox, FormulaCombo, chain_focus, mark_wrong
from gdviz.ui.forms.form import HyperparameterForm
from gdviz.ui.forms.formula_field import FormulaField
from gdviz.ui.forms.number_field import NumberField
from gdviz.ui.forms.slider import ScaleSlider
from gdviz.ui.forms.slider_row import SliderRow

__all__ = [
    "CalmComboBox",
    "CalmSpinBox",
    "FormulaCombo",
    "FormulaField",
    "HyperparameterForm",
    "NumberField",
    "ScaleSlider",
    "SliderRow",
    "chain_focus",
    "mark_wrong",
]

"""What can be chosen, as functions of documents: the old one stays as it was."""

from __future__ import annotations

import numpy as np
import pytest

from gdviz.core.datasets import Dataset
from gdviz.session import choices, edits
from gdviz.session.document import Document
from gdviz.training.build import generate
from gdviz.training.experiment import OWN_DATA, DataChoice, Experiment, MethodChoice


@pytest.fixture
def ring() -> Document:
    experiment = Experiment(data=DataChoice("ring", {"n": 40}, train_share=0.5))
    return Document(experiment, generate(experiment.data))


def test_a_choice_leaves_the_old_document_alone(ring):
    new = choices.with_data(ring, options={"n": 50})
    assert (ring.dataset.n, new.dataset.n) == (40, 50)
    assert choices.with_data(ring, train_share=0.8).dataset is ring.dataset  # nothing to generate


def test_edited_points_remember_what_they_were_generated_from(ring):
    edited = choices.with_points(ring, edits.delete(ring.dataset, np.arange(10)))
    again = choices.with_points(edited, edits.delete(edited.dataset, np.arange(10)))
    assert (again.experiment.data.source, again.dataset.n) == (OWN_DATA, 20)
    assert again.drawn_from == ring.experiment.data
    moved_on = choices.with_experiment(again, data=choices.with_data(ring, train_share=0.7).experiment.data)
    assert moved_on.drawn_from.train_share == 0.7


def test_fresh_points_take_other_options_and_keep_what_was_chosen_since(ring):
    edited = choices.with_points(ring, edits.delete(ring.dataset, np.arange(10)))
    edited = choices.with_data(edited, train_share=0.9)
    fresh = choices.with_fresh_points(edited, edited.drawn_from, seed=7)
    assert (fresh.experiment.data.source, fresh.experiment.data.seed, fresh.dataset.n) == ("ring", 7, 40)
    assert fresh.experiment.data.train_share == 0.9


def test_an_imported_table_comes_from_no_generator(ring):
    table = Dataset(np.zeros((3, 1)), np.arange(3.0), "regression", title="my points")
    assert choices.with_table(ring, table).drawn_from is None
    opened = choices.opened(choices.with_points(ring, ring.dataset), Experiment(), None)
    assert opened.drawn_from == Experiment().data


def test_another_method_takes_a_free_key_the_first_free_colour_and_the_batches_of_the_others(ring):
    race = choices.with_experiment(ring, methods=(MethodChoice(3, color=0, batch_size=8), MethodChoice(5, color=2)))
    added = choices.with_another_method(race, "adam").experiment.methods[-1]
    assert (added.key, added.color, added.batch_size) == (6, 1, 8)
    assert choices.with_another_method(race, "closed_form").experiment.methods[-1].batch_size is None


def test_the_last_method_stays(ring):
    assert choices.without_method(ring, ring.experiment.methods[0].key).experiment == ring.experiment


def test_what_does_not_fit_is_refused(ring):
    with pytest.raises(ValueError, match="train_share"):
        choices.with_data(ring, train_share=3.0)
    with pytest.raises(TypeError):
        choices.with_experiment(ring, colour="red")

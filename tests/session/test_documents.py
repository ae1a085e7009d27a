"""Which changes of the document the race takes over, and which begin another: without a thread or a window."""

import pytest

from gdviz.session import choices, edits
from gdviz.session.conductor import Conductor
from gdviz.session.document import Document
from gdviz.session.documents import Documents
from gdviz.training import commands
from gdviz.training.build import generate
from gdviz.training.experiment import Experiment, MethodChoice, ModelChoice


class Letters:
    """A trainer that keeps what is posted and does nothing."""

    def __init__(self):
        self.posted = []

    def post(self, command):
        self.posted.append(command)
        return len(self.posted)


@pytest.fixture
def letters():
    return Letters()


@pytest.fixture
def documents(letters):
    experiment = Experiment()
    documents = Documents(Document(experiment, generate(experiment.data)), Conductor(letters))
    assert documents.restart() == ""
    letters.posted.clear()
    return documents


def change(documents, make, **kwargs):
    conductor = documents._conductor
    preparation = conductor.course.preparation
    new, restart = documents.made(make, preparation, **kwargs)
    return documents.push("change", new, restart=restart)


def kinds(letters):
    return [type(command) for command in letters.posted]


def test_a_learning_rate_acts_on_the_running_race(documents, letters):
    number = documents.present.race
    turn = change(documents, lambda old: choices.with_method(old, 1, options={"learning_rate": 0.125}))
    assert (turn.race, turn.reason, turn.same_points) == ("goes on", "", True)
    assert documents.present.race == number
    assert kinds(letters) == [commands.Change]


def test_another_model_begins_another_race_and_undo_brings_the_old_one_back(documents, letters):
    number = documents.present.race
    turn = change(documents, lambda old: choices.with_experiment(old, model=ModelChoice("polynomial", {"degree": 2})))
    assert (turn.race, turn.same_points) == ("begins", False)
    assert documents.present.race != number
    assert kinds(letters) == [commands.Pause, commands.Start]
    letters.posted.clear()
    turn = documents.undo()
    assert (turn.race, turn.reason) == ("begins", "")
    assert documents.present.race == number
    assert kinds(letters) == [commands.Pause, commands.Resume]


def test_without_points_there_is_no_race_and_a_reason(documents):
    turn = change(documents, lambda old: choices.with_points(old, edits.delete(old.dataset, range(old.dataset.n))))
    assert turn.race == "begins"
    assert "point" in turn.reason
    assert documents.present.race == 0


def test_a_model_that_the_data_determine_is_solved_anew_for_other_points():
    experiment = Experiment(model=ModelChoice("look_up"), methods=(MethodChoice(1, "closed_form"),))
    documents = Documents(Document(experiment, generate(experiment.data)), Conductor(Letters()))
    documents.restart()
    number = documents.present.race
    turn = change(documents, lambda old: choices.with_points(old, edits.delete(old.dataset, [0])))
    assert (turn.race, turn.same_points) == ("solved", True)
    assert documents.present.race != number


def test_what_can_not_be_leaves_the_document_as_it_was(documents):
    before = documents.present
    with pytest.raises(ValueError, match="train_share"):
        change(documents, lambda old: choices.with_data(old, train_share=7.0))
    assert documents.present is before
    assert documents.undo() is None

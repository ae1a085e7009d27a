"""What is said where no step can be taken any more."""

from __future__ import annotations

from gdviz.training.experiment import DataChoice, Experiment, MethodChoice, ModelChoice

STOPS = Experiment(
    data=DataChoice("blobs", {"n": 60}, train_share=0.5), model=ModelChoice("network", {"hidden": (16,)}),
    loss="binary_cross_entropy", methods=(MethodChoice(1, "adam", {"learning_rate": 0.1}, batch_size=10),), patience=2,
)  # fmt: skip


def test_after_an_early_stop_right_and_space_say_why_nothing_happens_and_more_patience_goes_on(new_session, qtbot):
    session = new_session(STOPS)
    said = []
    session.message.connect(lambda message: said.append(message.text))
    session.set_pace(float("inf"))
    session.play()
    qtbot.waitUntil(lambda: session.shown.early_stop is not None and session.settled)
    stop = session.shown.early_stop
    assert session.shown.step == stop.best_step
    for go_on in (session.step, session.play):
        said.clear()
        go_on()
        qtbot.waitUntil(lambda: session.settled)
        assert said[-1].startswith(f"This is the best epoch, {stop.best_epoch:g}, where early stopping came back to")
        assert session.shown.step == stop.best_step
    session.scrub(stop.stopped_step)
    qtbot.waitUntil(lambda: session.shown.step == stop.stopped_step and session.settled)
    session.step()
    assert said[-1].startswith("Early stopping ended the run here")
    session.scrub(stop.best_step)
    session.set_experiment("Patience", patience=500)
    qtbot.waitUntil(lambda: session.shown.step == stop.best_step and session.settled)
    said.clear()
    session.step()
    qtbot.waitUntil(lambda: session.shown.step == stop.best_step + 1)
    assert not any(said)


def test_a_race_that_can_go_on_says_nothing(new_session, qtbot):
    session = new_session(Experiment())
    said = []
    session.message.connect(lambda message: said.append(message.text))
    session.step()
    qtbot.waitUntil(lambda: session.snapshot.step == 1)
    assert not any(said)

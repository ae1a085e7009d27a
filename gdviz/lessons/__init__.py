"""Lessons: files that a teacher writes without programming, each an experiment with a text."""

from gdviz.lessons.catalogue import LessonList, Problem, find_lesson, load_lessons, user_lessons_folder
from gdviz.lessons.lesson import Lesson, LessonText

__all__ = ["Lesson", "LessonList", "LessonText", "Problem", "find_lesson", "load_lessons", "user_lessons_folder"]

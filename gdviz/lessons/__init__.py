"""Lessons: files that a teacher writes without programming, each an experiment with a text."""

from gdviz.lessons.catalogue import LessonList, Problem, find_any, find_lesson, load_lessons, user_lessons_folder
from gdviz.lessons.lesson import ImageLesson, Lesson, LessonText, SlopeLesson

__all__ = [
    "ImageLesson",
    "Lesson",
    "LessonList",
    "LessonText",
    "Problem",
    "SlopeLesson",
    "find_any",
    "find_lesson",
    "load_lessons",
    "user_lessons_folder",
]

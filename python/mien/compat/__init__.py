"""The function names, spellings and units of other packages, over mien's models.

Their users change one import line:

    from mien.compat import deepface as DeepFace
    from mien.compat.emotiefflib import EmotiEffLibRecognizer
    from mien.compat.hsemotion import HSEmotionRecognizer

The answers are those of mien's models, not of the other packages' models.
"""

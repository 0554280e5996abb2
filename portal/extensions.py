"""Unbound extension objects, bound to an application by the factory."""

from __future__ import annotations

from flask_babel import Babel
from flask_sqlalchemy_lite import SQLAlchemy
from flask_wtf.csrf import CSRFProtect

babel = Babel()
csrf = CSRFProtect()
db = SQLAlchemy()

//! Tests of the widget.

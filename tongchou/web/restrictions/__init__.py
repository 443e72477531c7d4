"""Restrictions on the desk: objections, determinations, joint approvals."""

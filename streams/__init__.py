"""Kafka: feed, agents, lag; and the command line that composes everything."""

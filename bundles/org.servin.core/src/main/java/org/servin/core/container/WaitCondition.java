package org.servin.core.container;

/** What to wait for. */
public enum WaitCondition { NOT_RUNNING, NEXT_EXIT, REMOVED }

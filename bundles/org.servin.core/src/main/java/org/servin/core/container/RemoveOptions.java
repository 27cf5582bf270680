package org.servin.core.container;

/**
 * How to remove.
 *
 * @param force kill it first if it runs
 * @param volumes its anonymous volumes too
 * @param link the name is a link {@code /a/b} to remove, not the container
 */
public record RemoveOptions(boolean force, boolean volumes, boolean link) { }

package org.servin.core.archive;

import java.time.Instant;

/**
 * A file inside a container.
 *
 * @param name its last name
 * @param size bytes
 * @param mode Go's {@code os.FileMode} bits, as the API has it
 * @param mtime last change
 * @param linkTarget a symbolic link's target resolved inside the container; empty otherwise
 */
public record PathStat(String name, long size, long mode, Instant mtime, String linkTarget) { }

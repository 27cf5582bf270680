package org.servin.log.journald;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Which journal is meant.
 *
 * @param socket where journald listens
 * @param folder where it keeps its files; empty for where this machine's does
 */
record JournalPlace(Path socket, Optional<Path> folder) {
}

package org.servin.core.stream;

import java.util.Optional;

/**
 * What a client attaches to.
 *
 * @param logs first what was logged so far
 * @param stream then what comes
 * @param stdin whether to send input
 * @param stdout whether to receive it
 * @param stderr whether to receive it
 * @param detachKeys such as {@code ctrl-p,ctrl-q}; empty for the default
 */
public record AttachOptions(boolean logs, boolean stream, boolean stdin, boolean stdout, boolean stderr, Optional<String> detachKeys) { }

package org.servin.core.container;

import java.util.Optional;

/** How the waiting ended; {@code error} tells why the container could not be removed or started. */
public record WaitResult(int statusCode, Optional<String> error) { }

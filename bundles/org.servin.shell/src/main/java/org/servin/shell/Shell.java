package org.servin.shell;

import java.nio.channels.SocketChannel;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Serves one client of the administrator's shell, who was found to be one that may do everything, and closes the connection.
 *
 * <p>The client sends a script: its length in four bytes, the most significant first, then its text in UTF-8. It is answered by frames, each a byte that says what it is, the length of
 * the rest in four bytes, and the rest: 1 for output, 2 for what goes wrong, and at the end 0 with the exit status in four bytes. A client that hangs up ends what it asked for.
 *
 * <p>The launcher, which sees no class of any bundle, finds the service by this name and calls it by what this extends. Thread-safe.
 */
@ProviderType
public interface Shell extends Consumer<SocketChannel> { }

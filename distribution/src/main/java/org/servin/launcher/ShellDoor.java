package org.servin.launcher;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import jdk.net.ExtendedSocketOptions;
import org.osgi.framework.BundleException;

/** Where the administrator's shell is reached: a socket in the run folder that only the engine's own user, who is root, may use. One thread serves, any may close. */
final class ShellDoor implements AutoCloseable {
    private static final String NAME = "shell.sock";
    private final Path socket;
    private final ServerSocketChannel server;
    private final UserPrincipal owner;

    /** Serves a client, and returns when that is done. */
    interface Host {
        void serve(SocketChannel client) throws BundleException;
    }

    private ShellDoor(Path socket, ServerSocketChannel server) throws IOException {
        this.socket = socket;
        this.server = server;
        this.owner = Files.getOwner(socket);
    }

    /** The socket of an engine with this run folder. */
    static Path in(Path run) {
        return run.resolve(NAME);
    }

    static ShellDoor open(Path run) throws IOException {
        Path socket = in(run);
        Files.deleteIfExists(socket); // of an engine that was killed: two cannot run on one root folder
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(socket));
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
            return new ShellDoor(socket, server);
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    /** Serves clients, each by a thread of its own, until it is closed. */
    void serve(Host host) {
        while (server.isOpen()) {
            try {
                SocketChannel client = server.accept();
                Thread thread = new Thread(() -> welcome(client, host), "shell");
                thread.setDaemon(true);
                thread.start();
            } catch (ClosedChannelException e) {
                return; // as it should be
            } catch (IOException e) {
                System.err.println("servin: the shell cannot be reached any more: " + e.getMessage());
                return;
            }
        }
    }

    private void welcome(SocketChannel client, Host host) {
        try (client) {
            // the socket's permissions keep others out, but for the moment in which it was made
            if (client.getOption(ExtendedSocketOptions.SO_PEERCRED).user().equals(owner)) {
                host.serve(client);
            }
        } catch (IOException | BundleException | IllegalStateException e) {
            System.err.println("servin: a client of the shell cannot be served: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            System.err.println("servin: the socket of the shell cannot be removed: " + e.getMessage());
        }
    }
}

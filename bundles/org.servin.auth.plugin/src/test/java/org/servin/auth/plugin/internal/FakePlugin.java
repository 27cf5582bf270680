package org.servin.auth.plugin.internal;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A plugin that answers what a test has it answer, over a real socket. */
final class FakePlugin implements AutoCloseable {
    static final String ALLOW = "{\"Allow\":true}";
    static final String AUTHZ = "{\"Implements\":[\"authz\"]}";

    /** What it was asked. */
    record Asked(String path, String head, String body) { }

    /** What it does on a connection when it was asked something; false to close it. */
    interface Reaction {
        boolean to(Asked asked, OutputStream out) throws IOException;
    }

    /** What it answers. */
    interface Answer {
        String to(Asked asked);
    }

    private final ServerSocketChannel server;
    private final Reaction reaction;
    private final List<SocketChannel> open = new CopyOnWriteArrayList<>();
    final List<Asked> asked = new CopyOnWriteArrayList<>();

    private FakePlugin(ServerSocketChannel server, Reaction reaction) {
        this.server = server;
        this.reaction = reaction;
        thread(this::accept);
    }

    static FakePlugin reacting(Path socket, Reaction reaction) throws IOException {
        Files.deleteIfExists(socket);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket), 128);
        return new FakePlugin(server, reaction);
    }

    static FakePlugin reacting(ServerSocketChannel server, Reaction reaction) {
        return new FakePlugin(server, reaction);
    }

    /** Introduces itself, and answers the rest. */
    static FakePlugin answering(Path socket, Answer answer) throws IOException {
        return reacting(socket, answering(answer));
    }

    static Reaction answering(Answer answer) {
        return (asked, out) -> {
            send(out, asked.path().equals("/Plugin.Activate") ? AUTHZ : answer.to(asked));
            return true;
        };
    }

    static void send(OutputStream out, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + bytes.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        out.write(bytes);
        out.flush();
    }

    /** The questions about requests and answers. */
    List<Asked> questions() {
        return asked.stream().filter(a -> !a.path().equals("/Plugin.Activate")).toList();
    }

    long introductions() {
        return asked.size() - questions().size();
    }

    private static void thread(Runnable task) {
        Thread thread = new Thread(task, "fake-plugin");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel connection = server.accept();
                open.add(connection);
                thread(() -> serve(connection));
            }
        } catch (IOException e) {
            open.forEach(FakePlugin::close); // it was closed
        }
    }

    private void serve(SocketChannel connection) {
        try (connection) {
            InputStream in = new BufferedInputStream(Channels.newInputStream(connection));
            OutputStream out = Channels.newOutputStream(connection);
            boolean more = true;
            while (more) {
                Asked next = read(in);
                if (next == null) {
                    return;
                }
                asked.add(next);
                more = reaction.to(next, out);
            }
        } catch (IOException e) {
            close(connection); // the engine has gone
        }
    }

    private static Asked read(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int c = in.read();
            if (c < 0) {
                return null;
            }
            head.append((char) c);
        }
        String text = head.toString();
        int length = Integer.parseInt(text.replaceAll("(?s).*Content-Length: (\\d+).*", "$1"));
        return new Asked(text.split(" ")[1], text, new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }

    private static void close(SocketChannel connection) {
        try {
            connection.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        open.forEach(FakePlugin::close);
    }
}

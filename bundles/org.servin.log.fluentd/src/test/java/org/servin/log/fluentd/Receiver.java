package org.servin.log.fluentd;

import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.ArrayValue;
import org.msgpack.value.Value;
import org.msgpack.value.ValueFactory;

/** A destination of the forward protocol that keeps what it gets. */
final class Receiver implements AutoCloseable {
    /** How its threads' names begin. */
    static final String THREADS = "receiver";
    private final ServerSocket server;
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> new Thread(work, THREADS));
    private final List<ArrayValue> all = Collections.synchronizedList(new ArrayList<>());
    private final BlockingQueue<ArrayValue> messages = new LinkedBlockingQueue<>();
    private final List<Socket> clients = new ArrayList<>();
    private final Future<Object> accepting;
    private volatile Answer answer = (chunk, number) -> chunk;
    private volatile Action action = client -> { };
    private int received;

    /** What is acknowledged in answer to a message. */
    interface Answer {
        /** @param number of the message, from 1 */
        String to(String chunk, int number);
    }

    Receiver(ServerSocket server) {
        this.server = server;
        accepting = threads.submit(() -> {
            while (true) {
                Socket client = server.accept();
                synchronized (clients) {
                    clients.add(client);
                }
                threads.submit(() -> serve(client));
            }
        });
    }

    /** What is done with a connection by which a message has come. */
    interface Action {
        void on(Socket client) throws IOException;
    }

    Receiver whenReceived(Action other) {
        action = other;
        return this;
    }

    Receiver answers(Answer other) {
        answer = other;
        return this;
    }

    int port() {
        return server.getLocalPort();
    }

    private Void serve(Socket client) throws IOException {
        try (client; InputStream in = client.getInputStream(); MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(in)) {
            while (unpacker.hasNext()) {
                ArrayValue message = unpacker.unpackValue().asArrayValue();
                messages.add(message);
                all.add(message);
                action.on(client);
                Value chunk = message.get(2).asMapValue().map().get(ValueFactory.newString("chunk"));
                String ack = chunk == null ? null : answer.to(chunk.asStringValue().asString(), ++received);
                if (ack != null) {
                    client.getOutputStream().write(ack(ack));
                }
            }
        }
        return null;
    }

    private static byte[] ack(String chunk) throws IOException {
        try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
            packer.packMapHeader(1).packString("ack").packString(chunk);
            return packer.toByteArray();
        }
    }

    /** The next message; fails after some seconds. */
    ArrayValue next() throws InterruptedException {
        ArrayValue message = messages.poll(30, TimeUnit.SECONDS);
        if (message == null) {
            throw new AssertionError("no message came");
        }
        return message;
    }

    /** All messages up to now. */
    List<ArrayValue> all() {
        synchronized (all) {
            return List.copyOf(all);
        }
    }

    boolean hasMore() {
        return !messages.isEmpty();
    }

    /** Ends all connections. */
    void hangUp() throws IOException {
        synchronized (clients) {
            for (Socket client : clients) {
                client.close();
            }
            clients.clear();
        }
    }

    /** The entries of a message in packed form. */
    static List<ArrayValue> entries(ArrayValue message) throws IOException {
        List<ArrayValue> entries = new ArrayList<>();
        try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(message.get(1).asBinaryValue().asByteArray())) {
            while (unpacker.hasNext()) {
                entries.add(unpacker.unpackValue().asArrayValue());
            }
        }
        return entries;
    }

    /** The text of an entry. */
    static String log(ArrayValue entry) {
        return entry.get(1).asMapValue().map().get(ValueFactory.newString("log")).asStringValue().asString();
    }

    @Override
    public void close() throws IOException {
        server.close();
        try {
            accepting.get(); // the port is free only then
        } catch (ExecutionException closed) {
            hangUp();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        threads.shutdownNow();
    }
}

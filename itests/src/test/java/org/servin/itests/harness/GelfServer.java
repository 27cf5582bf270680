package org.servin.itests.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/**
 * Takes GELF 1.1 over UDP and TCP at one port, as Graylog's documentation has it, and is strict: an early message that breaks a rule is a fault, and any that is no JSON. It stands in for Graylog, which no package
 * registry has; {@code GelfIT} has dockerd's own driver send to it, too.
 */
public final class GelfServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern ADDITIONAL = Pattern.compile("_[\\w.-]+");
    private static final int MOST_CHUNKS = 128;
    private static final int CHUNK_HEAD = 12;
    private static final int WHOLE_MESSAGES = 1000;
    private static final int BUFFER = 4 << 20;

    private final InetSocketAddress address;
    private final List<JsonNode> messages = new ArrayList<>();
    private final List<String> ofDatagrams = new ArrayList<>();
    private final List<List<String>> texts = new ArrayList<>(List.of(ofDatagrams));
    private final List<String> faults = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final List<Socket> connections = new ArrayList<>();
    private final Map<Long, byte[][]> chunks = new HashMap<>();
    private DatagramSocket datagrams;
    private ServerSocket server;
    private List<String> latest = ofDatagrams;
    private int size;
    private int chunked;

    /** One that does not listen yet. */
    public GelfServer(String host, int port) {
        address = new InetSocketAddress(host, port);
    }

    /** Listens. */
    public synchronized GelfServer start() throws IOException {
        datagrams = new DatagramSocket(null);
        datagrams.setReceiveBufferSize(BUFFER);
        datagrams.bind(address);
        server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(address);
        DatagramSocket from = datagrams;
        run(() -> {
            DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
            while (true) {
                from.receive(packet);
                datagram(Arrays.copyOf(packet.getData(), packet.getLength()));
                packet.setLength(packet.getData().length);
            }
        });
        ServerSocket listening = server;
        run(() -> {
            while (true) {
                accepted(listening.accept());
            }
        });
        return this;
    }

    /** Ends all connections, and takes nothing until it is started again. */
    public void stop() throws IOException {
        List<Thread> ending;
        synchronized (this) {
            datagrams.close();
            server.close();
            for (Socket connection : connections) {
                connection.close();
            }
            connections.clear();
            ending = List.copyOf(threads);
            threads.clear();
        }
        for (Thread thread : ending) { // a socket that is being read from is held until that ends
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private synchronized void run(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException closed) { // by the one side or the other, which is how these end
                Thread.currentThread().interrupt();
            }
        }, "gelf-server");
        threads.add(thread);
        thread.setDaemon(true);
        thread.start();
    }

    private synchronized void accepted(Socket connection) {
        connections.add(connection);
        List<String> own = new ArrayList<>();
        texts.add(own);
        run(() -> {
            InputStream in = connection.getInputStream();
            byte[] bytes = new byte[1 << 17];
            int length = 0;
            for (int n = in.read(bytes); n >= 0; n = in.read(bytes, length, bytes.length - length)) {
                length = messages(bytes, length, length + n, own);
            }
        });
    }

    /** Takes whole messages from the front, and gives how much is left of another, which is moved there. */
    private int messages(byte[] bytes, int from, int to, List<String> of) {
        int begin = 0;
        for (int i = from; i < to; i++) {
            if (bytes[i] == 0) {
                message(Arrays.copyOfRange(bytes, begin, i), of);
                begin = i + 1;
            }
        }
        System.arraycopy(bytes, begin, bytes, 0, to - begin);
        return to - begin;
    }

    private void datagram(byte[] bytes) {
        if (bytes.length >= 2 && bytes[0] == 0x1e && bytes[1] == 0x0f) {
            chunk(bytes);
        } else {
            unpack(bytes);
        }
    }

    private void chunk(byte[] bytes) {
        int number = bytes[10] & 0xff;
        int count = bytes[11] & 0xff;
        if (count == 0 || count > MOST_CHUNKS || number >= count || bytes.length == CHUNK_HEAD) {
            fault("chunk " + number + " of " + count + " with " + bytes.length + " bytes");
            return;
        }
        long id = ByteBuffer.wrap(bytes, 2, Long.BYTES).getLong();
        byte[][] parts = chunks.computeIfAbsent(id, any -> new byte[count][]);
        parts[number] = Arrays.copyOfRange(bytes, CHUNK_HEAD, bytes.length);
        if (Arrays.stream(parts).allMatch(part -> part != null)) {
            chunks.remove(id);
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            Arrays.stream(parts).forEach(whole::writeBytes);
            synchronized (this) {
                chunked++;
            }
            unpack(whole.toByteArray());
        }
    }

    private void unpack(byte[] bytes) {
        try (InputStream in = new ByteArrayInputStream(bytes)) {
            int first = bytes.length == 0 ? -1 : bytes[0];
            message((first == 0x1f ? new GZIPInputStream(in) : first == 0x78 ? new InflaterInputStream(in) : in).readAllBytes(), ofDatagrams);
        } catch (IOException e) {
            fault(e.toString());
        }
    }

    private void message(byte[] bytes, List<String> of) {
        try {
            JsonNode message = JSON.readTree(bytes);
            boolean early = size() < WHOLE_MESSAGES;
            if (early) {
                check(message);
            }
            synchronized (this) {
                of.add(message.path("short_message").asText());
                latest = of;
                size++;
                if (early) {
                    messages.add(message);
                }
            }
        } catch (IOException e) {
            fault(e.toString());
        }
    }

    private void check(JsonNode message) {
        if (!message.path("version").asText().equals("1.1") || message.path("host").asText().isEmpty() || message.path("short_message").asText().isEmpty()) {
            fault("something is missing: " + message);
        }
        if (!message.path("timestamp").isNumber() || !message.path("level").isInt()) {
            fault("timestamp or level is no number: " + message);
        }
        message.fieldNames().forEachRemaining(name -> {
            if (!List.of("version", "host", "short_message", "timestamp", "level").contains(name) && !ADDITIONAL.matcher(name).matches()) {
                fault("a field of the name " + name);
            }
        });
    }

    private synchronized void fault(String what) {
        faults.add(what);
    }

    /** What was wrong with what has come. */
    public synchronized List<String> faults() {
        return List.copyOf(faults);
    }

    /** The first thousand messages. */
    public synchronized List<JsonNode> messages() {
        return List.copyOf(messages);
    }

    /** The texts of all messages: of datagrams, then of one connection after the other, which are read at the same time. */
    public synchronized List<String> texts() {
        return texts.stream().flatMap(List::stream).toList();
    }

    /** How many messages have come. */
    public synchronized int size() {
        return size;
    }

    /** How many of them came in several datagrams. */
    public synchronized int chunked() {
        return chunked;
    }

    /** The text of the last message; empty if there is none. */
    public synchronized String last() {
        return latest.isEmpty() ? "" : latest.get(latest.size() - 1);
    }

    /** Forgets all messages. */
    public synchronized void forget() {
        messages.clear();
        texts.forEach(List::clear);
        size = 0;
        faults.clear();
        chunked = 0;
    }

    @Override
    public void close() throws IOException {
        stop();
    }
}

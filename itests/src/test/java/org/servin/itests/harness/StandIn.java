package org.servin.itests.harness;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An HTTP server of a test that stands in for one that no package has. Who speaks TLS to it is hung up on at once, as by real servers; the JDK's own would wait for
 * more.
 */
public final class StandIn implements AutoCloseable {
    private static final int TLS_HELLO = 0x16;
    private final HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private final ServerSocket front = new ServerSocket();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** Listens, and answers nothing yet. */
    public StandIn(InetSocketAddress address) throws IOException {
        server.setExecutor(threads);
        server.start();
        front.bind(address);
        run(() -> {
            while (true) {
                Socket client = front.accept();
                run(() -> greet(client));
            }
        });
    }

    /** Answers below a path. */
    public StandIn serve(String path, HttpHandler handler) {
        server.createContext(path, handler);
        return this;
    }

    private interface Work {
        void run() throws IOException;
    }

    private void run(Work work) {
        threads.execute(() -> {
            try {
                work.run();
            } catch (IOException closed) { // by one of the two it stands between, who see that themselves
                Thread.currentThread().interrupt();
            }
        });
    }

    private void greet(Socket client) throws IOException {
        try (client) {
            int first = client.getInputStream().read();
            if (first < 0 || first == TLS_HELLO) {
                return;
            }
            try (Socket behind = new Socket(server.getAddress().getAddress(), server.getAddress().getPort())) {
                behind.getOutputStream().write(first);
                run(() -> {
                    client.getInputStream().transferTo(behind.getOutputStream());
                    behind.shutdownOutput();
                });
                behind.getInputStream().transferTo(client.getOutputStream());
            }
        }
    }

    @Override
    public void close() throws IOException {
        front.close();
        server.stop(0);
        threads.shutdownNow();
    }
}

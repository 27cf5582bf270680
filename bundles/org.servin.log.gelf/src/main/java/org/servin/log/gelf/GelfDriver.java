package org.servin.log.gelf;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.servin.linux.socket.MessageOutput;
import org.servin.log.socket.Dial;
import org.servin.log.socket.Reconnection;
import org.servin.log.socket.SocketSink;
import org.servin.spi.Driver;
import org.servin.spi.Probe;
import org.servin.spi.ServinException;
import org.servin.spi.log.LogDriver;
import org.servin.spi.log.LogSink;
import org.servin.spi.log.LogTarget;
import org.servin.spi.log.option.HostName;
import org.servin.spi.log.option.LogOptions;
import org.servin.spi.log.option.TagTemplate;
import org.servin.spi.log.option.TransportAddress;

/**
 * Sends output to Graylog, or who else takes GELF 1.1, in messages of the same fields as dockerd's.
 *
 * <p>GELF has no acknowledgements. Over TCP a line counts as delivered when the server's kernel has acknowledged it, see {@link org.servin.linux.socket.MessageStream}: what the
 * server had not read when it died is lost. By UDP whatever does not arrive is lost, except where the network answers that nobody listens.
 */
@Component(service = LogDriver.class)
@Driver(kind = "log", name = "gelf")
public final class GelfDriver implements LogDriver {
    /** A driver without state. */
    @Activate
    public GelfDriver() { }

    @Override
    public Probe probe() {
        return Probe.usable();
    }

    @Override
    public Set<String> options() {
        return GelfOptions.NAMES;
    }

    @Override
    public void validate(Map<String, String> options) {
        GelfOptions.of(options);
    }

    @Override
    public void reach(LogTarget target) {
        TransportAddress to = GelfOptions.of(target.options()).address();
        try {
            connect(to).close();
        } catch (ServinException e) {
            throw new ServinException(e.kind(), LogOptions.FAILED + e.getMessage(), e);
        }
    }

    @Override
    public LogSink open(LogTarget target) {
        GelfOptions options = GelfOptions.of(target.options());
        GelfJson json = new GelfJson(target, HostName.now(), TagTemplate.fill(options.tag(), target));
        if (options.address().scheme().equals("udp")) {
            return new SocketSink("gelf", () -> connect(options.address()), new UdpMessages(json, options.compression(), options.level()), Reconnection.NONE);
        }
        Reconnection reconnection = Reconnection.bounded(options.maxReconnect(), TimeUnit.SECONDS.toMillis(options.reconnectDelay()));
        return new SocketSink("gelf", () -> connect(options.address()), new TcpMessages(json), reconnection);
    }

    private static MessageOutput connect(TransportAddress to) {
        try {
            return to.scheme().equals("udp") ? Dial.udp(to, 0) : Dial.tcp(to, 0);
        } catch (ServinException e) {
            throw new ServinException(e.kind(), "gelf: cannot connect to GELF endpoint: " + to.host() + ":" + to.port() + " " + e.getMessage(), e);
        }
    }

    @Override
    public Optional<Path> path(LogTarget target) {
        return Optional.empty();
    }

    @Override
    public void remove(LogTarget target) { }
}

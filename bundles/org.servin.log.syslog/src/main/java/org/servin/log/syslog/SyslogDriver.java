package org.servin.log.syslog;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
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

/**
 * Sends output to a syslog server in the very bytes of dockerd's messages.
 *
 * <p>What arrives: a line counts as delivered when the server's kernel has acknowledged it (TCP, TLS) or the server has read it (sockets of this machine). Until then it comes again
 * after a failure, so that lines may be doubled, up to a batch, but are not lost; see {@link org.servin.linux.socket.MessageStream}. What was acknowledged and not read when a
 * server dies is lost, as syslog has no acknowledgements of its own (RFC 6587, 5). By UDP whatever does not arrive is lost (RFC 5426, 4.1), except where the
 * network answers that nobody listens.
 */
@Component(service = LogDriver.class)
@Driver(kind = "log", name = "syslog")
public final class SyslogDriver implements LogDriver {
    /** A driver without state. */
    @Activate
    public SyslogDriver() { }

    @Override
    public Probe probe() {
        return Probe.usable();
    }

    @Override
    public Set<String> options() {
        return SyslogOptions.NAMES;
    }

    @Override
    public void validate(Map<String, String> options) {
        SyslogOptions.of(options);
    }

    @Override
    public void reach(LogTarget target) {
        try {
            new SyslogDestination(SyslogOptions.of(target.options())).connect().close();
        } catch (ServinException e) {
            throw new ServinException(e.kind(), LogOptions.FAILED + e.getMessage(), e);
        }
    }

    @Override
    public LogSink open(LogTarget target) {
        SyslogOptions options = SyslogOptions.of(target.options());
        boolean counted = options.format().isRfc5424() && options.tls().isPresent();
        SyslogMessages messages = new SyslogMessages(options.format(), counted, options.facility(), HostName.now(), TagTemplate.fill(options.tag(), target), ProcessHandle.current().pid());
        return new SocketSink("syslog", new SyslogDestination(options), messages, Reconnection.NONE);
    }

    @Override
    public Optional<Path> path(LogTarget target) {
        return Optional.empty();
    }

    @Override
    public void remove(LogTarget target) { }
}

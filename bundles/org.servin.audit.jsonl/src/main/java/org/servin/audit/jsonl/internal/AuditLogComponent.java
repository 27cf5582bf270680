package org.servin.audit.jsonl.internal;

import java.nio.file.Path;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.servin.spi.ByteCount;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.auth.AuditSink;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Offers the audit log where the settings name a file. When they change, the new one is there before the old one goes, so that no decision goes by. */
@Component(configurationPid = {"org.servin", "org.servin.access"}, immediate = true, service = {})
public final class AuditLogComponent {
    private static final Logger LOG = LoggerFactory.getLogger(AuditLogComponent.class);
    private static final long SMALLEST = 64 * 1024;

    private final BundleContext context;
    private Optional<Offer> offer;

    private record Offer(ServiceRegistration<AuditSink> service, Optional<AuditLog> log) {
        void withdraw() {
            service.unregister();
            log.ifPresent(AuditLog::close);
        }
    }

    /** Opens nothing: the file is opened when there is something to write. */
    @Activate
    public AuditLogComponent(BundleContext context, AuditSettings settings) {
        this.context = context;
        this.offer = offer(settings);
    }

    /** The settings have changed, or have been read again. */
    @Modified
    public void update(AuditSettings settings) {
        Optional<Offer> old = offer;
        offer = offer(settings);
        old.ifPresent(Offer::withdraw);
    }

    /** Writes what waits. */
    @Deactivate
    public void close() {
        offer.ifPresent(Offer::withdraw);
    }

    private Optional<Offer> offer(AuditSettings settings) {
        if (settings.audit$_$log().isEmpty() && !settings.audit$_$log$_$required()) {
            return Optional.empty();
        }
        try {
            AuditLog log = new AuditLog(file(settings), settings.audit$_$log$_$required());
            return Optional.of(new Offer(context.registerService(AuditSink.class, log, null), Optional.of(log)));
        } catch (RuntimeException e) {
            LOG.error("there is no audit log: {}", e.getMessage());
            return settings.audit$_$log$_$required() ? Optional.of(new Offer(context.registerService(AuditSink.class, refusal(e), null), Optional.empty())) : Optional.empty();
        }
    }

    private static AuditFile file(AuditSettings settings) {
        Path path = Path.of(settings.audit$_$log());
        if (!path.isAbsolute()) {
            throw ServinException.invalid("audit-log must be the absolute path of a file, and is \"" + path + "\"");
        }
        String size = settings.audit$_$log$_$max$_$size();
        long bytes = size.equals("-1") ? Long.MAX_VALUE : ByteCount.parse(size);
        if (bytes < SMALLEST) {
            throw ServinException.invalid("audit-log-max-size must be at least 64k, and is " + size);
        }
        if (settings.audit$_$log$_$max$_$file() < 2) {
            throw ServinException.invalid("audit-log-max-file must be at least 2, and is " + settings.audit$_$log$_$max$_$file());
        }
        return new AuditFile(path, bytes, settings.audit$_$log$_$max$_$file());
    }

    /** Settings without sense must not open what they were to guard. */
    private static AuditSink refusal(RuntimeException why) {
        return decision -> {
            throw new ServinException(ErrorKind.UNAVAILABLE, "nothing is allowed without an audit log, and there is none: " + why.getMessage());
        };
    }
}

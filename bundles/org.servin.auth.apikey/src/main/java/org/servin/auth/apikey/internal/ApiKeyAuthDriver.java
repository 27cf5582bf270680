package org.servin.auth.apikey.internal;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.servin.spi.Driver;
import org.servin.spi.ErrorKind;
import org.servin.spi.Probe;
import org.servin.spi.ServinException;
import org.servin.spi.auth.AuthDriver;
import org.servin.spi.auth.Caller;
import org.servin.spi.auth.Principal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Knows callers by a key that an administrator has made for them, in the header {@code X-API-Key}. Nothing is read before the first of them comes. */
@Component(service = {AuthDriver.class, ApiKeys.class}, configurationPid = "org.servin")
@Driver(kind = "auth", name = "apikey")
public final class ApiKeyAuthDriver implements AuthDriver, ApiKeys {
    private static final Logger LOG = LoggerFactory.getLogger(ApiKeyAuthDriver.class);
    private static final String HEADER = "x-api-key";

    private final KeyTable table;
    private final Clock clock;
    private Randomness randomness;

    /** Made when it is needed: a random number generator has its price. */
    private record Randomness(SecureRandom random, KeyHash none) { }

    /** Notes where the keys are. */
    @Activate
    public ApiKeyAuthDriver(ApiKeySettings settings) {
        this(Path.of(settings.root(), "auth", "apikeys.json"), Clock.systemUTC());
    }

    ApiKeyAuthDriver(Path file, Clock clock) {
        this.table = new KeyTable(file);
        this.clock = clock;
    }

    @Override
    public Probe probe() {
        return Probe.usable();
    }

    @Override
    public Optional<String> challenge() {
        return Optional.of("ApiKey realm=\"servin\", header=\"X-API-Key\"");
    }

    @Override
    public Optional<Principal> authenticate(Caller caller) {
        List<String> values = caller.headers().getOrDefault(HEADER, List.of());
        if (values.isEmpty()) {
            return Optional.empty();
        }
        if (values.size() > 1) {
            throw refusal("there is more than one X-API-Key header");
        }
        KeyText key = KeyText.parse(values.get(0).strip()).orElseThrow(() -> refusal("it does not have the form of one: servin_, 12 characters, _, 49 characters"));
        if (!key.isWhole()) {
            throw refusal("it was not copied right: its checksum is wrong");
        }
        return Optional.of(judge(key));
    }

    /** Whether the id or the secret is wrong is not told, neither in words nor by the time that it takes. What else is wrong is told to whoever has the right key. */
    private Principal judge(KeyText key) {
        Optional<KeyRecord> found = table.find(key.id());
        boolean matches = found.map(KeyRecord::hash).orElseGet(() -> randomness().none()).matches(key);
        if (!matches || found.isEmpty()) {
            throw refusal("it is not known");
        }
        KeyRecord record = found.get();
        if (record.revoked().isPresent()) {
            throw refusal("it was revoked at " + record.revoked().get());
        }
        Instant now = clock.instant();
        if (record.hasExpired(now)) {
            throw refusal("it expired at " + record.expires().orElseThrow());
        }
        note(record, LocalDate.ofInstant(now, ZoneOffset.UTC));
        return new Principal(record.name(), record.groups(), "apikey");
    }

    /** Once a day for each key, so that a request usually writes nothing. That it cannot be noted keeps nobody out. */
    private void note(KeyRecord record, LocalDate today) {
        if (record.used().filter(today::equals).isPresent()) {
            return;
        }
        try {
            table.change(records -> records.computeIfPresent(record.id(), (id, current) -> current.usedOn(today)));
        } catch (ServinException e) {
            LOG.warn("the use of the API key {} could not be noted: {}", record.id(), e.getMessage());
        }
    }

    private synchronized Randomness randomness() {
        if (randomness == null) {
            SecureRandom random = new SecureRandom();
            randomness = new Randomness(random, KeyHash.ofNone(random));
        }
        return randomness;
    }

    private static ServinException refusal(String reason) {
        return new ServinException(ErrorKind.UNAUTHENTICATED, "the API key is refused: " + reason);
    }

    @Override
    public KeyText create(KeyRequest request) {
        SecureRandom random = randomness().random();
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        KeyText key = KeyText.make(random);
        KeyRecord record = new KeyRecord(key.id(), request.name(), request.groups(), now, request.expires(), Optional.empty(), Optional.empty(), KeyHash.of(key, random));
        table.change(records -> {
            if (records.putIfAbsent(key.id(), record) != null) {
                throw ServinException.conflict("the random id " + key.id() + " is taken: try again");
            }
        });
        LOG.info("the API key {} of {} was created", key.id(), request.name());
        return key;
    }

    @Override
    public List<KeyRecord> list() {
        return table.list();
    }

    @Override
    public void revoke(String id) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        table.change(records -> {
            KeyRecord record = existing(records.get(id), id);
            if (record.revoked().isEmpty()) {
                records.put(id, record.revokedAt(now));
            }
        });
        LOG.info("the API key {} was revoked", id);
    }

    @Override
    public void delete(String id) {
        table.change(records -> {
            if (existing(records.get(id), id).state(clock.instant()).equals("active")) {
                throw ServinException.conflict("the API key " + id + " is active: revoke it first");
            }
            records.remove(id);
        });
        LOG.info("the API key {} was deleted", id);
    }

    private static KeyRecord existing(KeyRecord record, String id) {
        if (record == null) {
            throw ServinException.notFound("no such API key: " + id);
        }
        return record;
    }
}

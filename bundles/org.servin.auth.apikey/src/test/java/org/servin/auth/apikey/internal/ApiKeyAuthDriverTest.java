package org.servin.auth.apikey.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.servin.spi.ErrorKind;
import org.servin.spi.Probe;
import org.servin.spi.ServinException;
import org.servin.spi.auth.Caller;
import org.servin.spi.auth.Principal;

class ApiKeyAuthDriverTest {
    private static final KeyRequest CI = new KeyRequest("ci", Set.of("builders"), Optional.empty());
    private static final Optional<Principal> BUILDER = Optional.of(new Principal("ci", Set.of("builders"), "apikey"));
    @TempDir
    private Path folder;
    private final SettableClock clock = new SettableClock();
    private ApiKeyAuthDriver driver;

    @BeforeEach
    void make() {
        driver = fresh();
    }

    /** As after a restart. */
    private ApiKeyAuthDriver fresh() {
        return new ApiKeyAuthDriver(file(), clock);
    }

    private Path file() {
        return folder.resolve("auth/apikeys.json");
    }

    private static Optional<Principal> judge(ApiKeyAuthDriver by, String... values) {
        return by.authenticate(new Caller("tls", "192.0.2.1:40000", List.of(), values.length == 0 ? Map.of() : Map.of("x-api-key", List.of(values))));
    }

    private void refused(ErrorKind kind, String reason, String... values) {
        ServinException refusal = assertThrows(ServinException.class, () -> judge(driver, values));
        assertEquals(kind, refusal.kind(), refusal.getMessage());
        assertTrue(refusal.getMessage().contains(reason), refusal.getMessage());
        for (String value : values) {
            assertFalse(value.length() > 30 && refusal.getMessage().contains(value.substring(20, 30)), refusal.getMessage());
        }
    }

    private void refused(String reason, String... values) {
        refused(ErrorKind.UNAUTHENTICATED, reason, values);
    }

    @Test
    void aKeyIsItsOwnersName() {
        String key = driver.create(CI).text();
        assertEquals(BUILDER, judge(driver, key));
        assertEquals(BUILDER, judge(driver, " " + key + " "));
        assertEquals(BUILDER, judge(fresh(), key));
    }

    @Test
    void withoutTheHeaderItDoesNotJudge() {
        assertEquals(Optional.empty(), judge(driver));
        assertEquals(Optional.empty(), driver.authenticate(new Caller("tls", "", List.of(), Map.of("authorization", List.of("Bearer x")))));
        assertFalse(Files.exists(file().getParent()));
    }

    @Test
    void everyHostCanUseIt() {
        assertEquals(Probe.usable(), driver.probe());
        assertEquals(Optional.of("ApiKey realm=\"servin\", header=\"X-API-Key\""), driver.challenge());
    }

    @Test
    void whatIsNoKeyIsRefused() {
        String key = driver.create(CI).text();
        refused("more than one X-API-Key header", key, key);
        refused("does not have the form", "");
        refused("does not have the form", "secret");
        refused("does not have the form", key + ", " + key);
        char last = key.charAt(key.length() - 1);
        refused("its checksum is wrong", key.substring(0, key.length() - 1) + (last == 'x' ? 'y' : 'x'));
    }

    @Test
    void unknownIdsAndWrongSecretsAreToldAlike() {
        refused("it is not known", KeyText.make(new SecureRandom()).text());
        KeyText key = driver.create(CI);
        KeyText other = KeyText.make(new SecureRandom());
        refused("it is not known", other.text());
        // the right id with a secret of another key, and a checksum that is right: only the hash can tell
        String forged = forged(key.id());
        assertTrue(KeyText.parse(forged).orElseThrow().isWhole());
        refused("it is not known", forged);
        assertEquals(BUILDER, judge(driver, key.text()));
    }

    /** A key of that id that nobody has made. */
    private static String forged(String id) {
        SecureRandom random = new SecureRandom() {
            private static final long serialVersionUID = 1L;
            private int next;

            @Override
            public int nextInt(int bound) {
                return "0123456789abcdefghijklmnopqrstuvwxyz".indexOf(id.charAt(next++));
            }
        };
        return KeyText.make(random).text();
    }

    @Test
    void aRevokedKeyIsRefusedAtOnceAndStaysOnTheList() {
        KeyText key = driver.create(CI);
        assertEquals(BUILDER, judge(driver, key.text()));
        driver.revoke(key.id());
        refused("it was revoked at 2026-01-01T12:00:00Z", key.text());
        clock.advance(Duration.ofDays(1));
        driver.revoke(key.id());
        assertEquals(Optional.of(SettableClock.START), driver.list().get(0).revoked());
        // to whoever does not have the secret it says nothing of that
        refused("it is not known", forged(key.id()));
    }

    @Test
    void anExpiredKeyIsRefused() {
        KeyText key = driver.create(new KeyRequest("ci", Set.of("builders"), Optional.of(SettableClock.START.plusSeconds(60))));
        clock.advance(Duration.ofSeconds(59));
        assertEquals(BUILDER, judge(driver, key.text()));
        clock.advance(Duration.ofSeconds(1));
        refused("it expired at 2026-01-01T12:01:00Z", key.text());
        assertEquals("expired", driver.list().get(0).state(clock.instant()));
    }

    @Test
    void onlyWhatIsNotGoodAnyMoreIsDeleted() {
        KeyText key = driver.create(CI);
        assertEquals(ErrorKind.CONFLICT, assertThrows(ServinException.class, () -> driver.delete(key.id())).kind());
        driver.revoke(key.id());
        driver.delete(key.id());
        assertEquals(List.of(), driver.list());
        refused("it is not known", key.text());
        assertEquals(ErrorKind.NOT_FOUND, assertThrows(ServinException.class, () -> driver.delete(key.id())).kind());
        assertEquals(ErrorKind.NOT_FOUND, assertThrows(ServinException.class, () -> driver.revoke(key.id())).kind());
    }

    @Test
    void theFileHasNoSecretAndIsForItsOwnerOnly() throws IOException {
        KeyText key = driver.create(CI);
        judge(driver, key.text());
        String content = Files.readString(file());
        assertTrue(content.contains(key.id()), content);
        assertFalse(content.contains(key.text().substring(20)), content);
        assertFalse(content.contains(key.text().substring(20, 63)), content);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file().getParent())));
        try (var files = Files.list(file().getParent())) {
            assertEquals(List.of(file()), files.toList());
        }
    }

    @Test
    void theSameSecretNeverHasTheSameHash() {
        KeyText key = KeyText.make(new SecureRandom());
        KeyHash one = KeyHash.of(key, new SecureRandom());
        assertTrue(one.matches(key));
        assertFalse(KeyHash.of(key, new SecureRandom()).digest().equals(one.digest()));
        assertFalse(KeyHash.ofNone(new SecureRandom()).matches(key));
    }

    @Test
    void theDayOfTheLastUseIsNotedOnceADay() throws IOException {
        KeyText key = driver.create(CI);
        assertEquals(Optional.empty(), driver.list().get(0).used());
        judge(driver, key.text());
        assertEquals(Optional.of(LocalDate.of(2026, 1, 1)), fresh().list().get(0).used());
        FileTime written = Files.getLastModifiedTime(file());
        Object inode = Files.getAttribute(file(), "unix:ino");
        judge(driver, key.text());
        assertEquals(written, Files.getLastModifiedTime(file()));
        assertEquals(inode, Files.getAttribute(file(), "unix:ino"));
        clock.advance(Duration.ofDays(1));
        judge(driver, key.text());
        assertEquals(Optional.of(LocalDate.of(2026, 1, 2)), fresh().list().get(0).used());
    }

    @Test
    void whatAnotherHasWrittenCountsAtOnce() {
        KeyText key = driver.create(CI);
        judge(driver, key.text());
        fresh().revoke(key.id());
        refused("it was revoked", key.text());
    }

    @Test
    void aFileThatCannotBeReadAdmitsNobodyAndIsNotWrittenOver() throws IOException {
        KeyText key = driver.create(CI);
        String whole = Files.readString(file());
        for (String damaged : List.of("", "{", "{\"version\":2,\"keys\":[]}", "[]", whole.replace("\"hash\"", "\"hush\""), whole.replaceAll("\"salt\" : \"..", "\"salt\" : \"%%"),
                whole.replaceAll("\"created\" : \"", "\"created\" : \"x"), whole + "{}", whole.replace("\"name\"", "\"id\""))) {
            Files.writeString(file(), damaged);
            refused(ErrorKind.UNAVAILABLE, "API keys cannot be checked: " + file(), key.text());
            assertEquals(ErrorKind.UNAVAILABLE, assertThrows(ServinException.class, () -> driver.create(CI)).kind());
            assertEquals(damaged, Files.readString(file()));
        }
        Files.writeString(file(), whole);
        assertEquals(BUILDER, judge(driver, key.text()));
    }

    @Test
    void aFileThatOthersMayChangeAdmitsNobody() throws IOException {
        KeyText key = driver.create(CI);
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw--w----"));
        refused(ErrorKind.UNAVAILABLE, "others than its owner may change it", key.text());
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-------"));
        assertEquals(BUILDER, judge(driver, key.text()));
    }

    @Test
    void whatAKilledEngineLeftIsInNobodysWay() throws IOException {
        driver.create(CI);
        Path left = file().resolveSibling("apikeys.json.new");
        Files.writeString(left, "{\"version\":1,\"keys\":[");
        KeyText key = fresh().create(CI);
        assertEquals(BUILDER, judge(driver, key.text()));
        assertEquals(2, driver.list().size());
        assertFalse(Files.exists(left));
    }

    @Test
    void aUseThatCannotBeNotedKeepsNobodyOut() throws IOException {
        KeyText key = driver.create(CI);
        Path blocked = file().resolveSibling("apikeys.json.new");
        Files.createDirectories(blocked.resolve("x"));
        assertEquals(BUILDER, judge(driver, key.text()));
        assertEquals(Optional.empty(), driver.list().get(0).used());
        assertEquals(ErrorKind.INTERNAL, assertThrows(ServinException.class, () -> driver.create(CI)).kind());
        assertEquals(1, driver.list().size());
    }

    @Test
    void manyAtOnceLoseNothing() {
        AtomicInteger admitted = new AtomicInteger();
        IntStream.range(0, 40).parallel().forEach(i -> {
            KeyText key = driver.create(new KeyRequest("n" + i, Set.of(), Optional.empty()));
            if (judge(driver, key.text()).orElseThrow().name().equals("n" + i)) {
                admitted.incrementAndGet();
            }
            if (i % 2 == 0) {
                driver.revoke(key.id());
            }
        });
        assertEquals(40, admitted.get());
        List<KeyRecord> kept = fresh().list();
        assertEquals(40, kept.size());
        assertEquals(20, kept.stream().filter(k -> k.revoked().isPresent()).count());
        assertTrue(kept.stream().allMatch(k -> k.used().isPresent()));
    }

    @Test
    void namesMustBeReadable() {
        for (String name : new String[] {"", " ", " x", "a,b", "a\nb", "a\u202eb", "x".repeat(129)}) {
            assertEquals(ErrorKind.INVALID_ARGUMENT, assertThrows(ServinException.class, () -> new KeyRequest(name, Set.of(), Optional.empty())).kind());
            assertEquals(ErrorKind.INVALID_ARGUMENT, assertThrows(ServinException.class, () -> new KeyRequest("ci", Set.of(name), Optional.empty())).kind());
        }
        assertEquals("J\u00e4ne Doe", new KeyRequest("J\u00e4ne Doe", Set.of(), Optional.empty()).name());
    }
}

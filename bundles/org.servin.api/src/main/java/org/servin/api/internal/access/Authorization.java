package org.servin.api.internal.access;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.servin.core.driver.Drivers;
import org.servin.spi.DriverKind;
import org.servin.spi.ErrorKind;
import org.servin.spi.Lease;
import org.servin.spi.ServinException;
import org.servin.spi.auth.AccessAnswer;
import org.servin.spi.auth.AccessRequest;
import org.servin.spi.auth.AuthzDriver;
import org.servin.spi.auth.Verdict;

/** Asks the drivers that the setting {@code authorization} names, in its order. Whatever keeps one from saying yes keeps the request from going on. */
public final class Authorization {
    private final Drivers drivers;
    private final List<String> names;

    /**
     * Asks those drivers.
     *
     * @param names in their order; empty if everybody who is known may do everything
     */
    public Authorization(Drivers drivers, List<String> names) {
        this.drivers = drivers;
        this.names = List.copyOf(names);
    }

    /** Whether there is anybody to ask. */
    boolean active() {
        return !names.isEmpty();
    }

    /** Asks until one denies. UNAVAILABLE if one cannot be asked. */
    Decision judge(AccessRequest request) {
        Decision last = Decision.NOBODY;
        for (String name : names) {
            last = new Decision(name, ask(name, driver -> driver.judge(request)));
            if (!last.verdict().allowed()) {
                return last;
            }
        }
        return last;
    }

    /** Asks them all, also if one denies. */
    List<Decision> rehearse(AccessRequest request) {
        List<Decision> all = new ArrayList<>();
        for (String name : names) {
            all.add(new Decision(name, ask(name, driver -> driver.judge(request))));
        }
        return all;
    }

    /** Whether somebody wants to see answers. */
    boolean judgesAnswers() {
        for (String name : names) {
            if (ask(name, AuthzDriver::judgesAnswers)) {
                return true;
            }
        }
        return false;
    }

    /** Asks about an answer, until one denies. */
    Decision judge(AccessRequest request, AccessAnswer answer) {
        Decision last = Decision.NOBODY;
        for (String name : names) {
            last = new Decision(name, ask(name, driver -> driver.judgesAnswers() ? driver.judge(request, answer) : Verdict.allow("")));
            if (!last.verdict().allowed()) {
                return last;
            }
        }
        return last;
    }

    /** The names. */
    @Override
    public String toString() {
        return names.toString();
    }

    private <T> T ask(String name, Function<AuthzDriver, T> question) {
        try (Lease<AuthzDriver> lease = drivers.lease(DriverKind.AUTHZ, name, AuthzDriver.class)) {
            return question.apply(lease.driver());
        } catch (ServinException e) {
            throw e.kind() == ErrorKind.NOT_FOUND ? new ServinException(ErrorKind.UNAVAILABLE, e.getMessage(), e) : e;
        } catch (RuntimeException e) {
            throw ServinException.internal("the authorization driver \"" + name + "\" failed: " + e, e);
        }
    }
}

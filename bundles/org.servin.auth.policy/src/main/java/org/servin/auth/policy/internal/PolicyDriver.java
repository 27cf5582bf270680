package org.servin.auth.policy.internal;

import java.nio.file.Path;
import java.util.List;
import java.util.function.LongSupplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.servin.spi.Driver;
import org.servin.spi.Probe;
import org.servin.spi.auth.AccessRequest;
import org.servin.spi.auth.AuthzDriver;
import org.servin.spi.auth.Verdict;

/** Decides by the rules in a file. Nothing is read unless the setting {@code authorization} names the driver, or somebody asks it. */
@Component(service = AuthzDriver.class, configurationPid = {"org.servin", "org.servin.access"})
@Driver(kind = "authz", name = PolicyDriver.NAME)
public final class PolicyDriver implements AuthzDriver {
    static final String NAME = "policy";
    private final Watch watch;
    private volatile LivePolicy policy;

    /** Takes the settings; reads the policy if somebody will ask for it, so that what is wrong with it is known early. */
    @Activate
    public PolicyDriver(PolicySettings settings) {
        this(settings, System::nanoTime);
    }

    PolicyDriver(PolicySettings settings, LongSupplier nanoTime) {
        this.watch = new Watch(nanoTime);
        this.policy = new LivePolicy(Path.of(settings.policy$_$file()), nanoTime);
        lookIfAsked(settings);
    }

    /** Takes other settings, without a moment in which there is no policy. */
    @Modified
    void modified(PolicySettings settings) {
        Path file = Path.of(settings.policy$_$file());
        if (!file.equals(policy.file())) {
            policy = policy.movedTo(file);
        }
        lookIfAsked(settings);
    }

    private void lookIfAsked(PolicySettings settings) {
        if (List.of(settings.authorization()).contains(NAME)) {
            policy.look();
        }
    }

    @Override
    public Probe probe() {
        return Probe.usable();
    }

    @Override
    public Verdict judge(AccessRequest request) {
        Judge judge;
        try {
            judge = policy.current();
        } catch (PolicyException e) {
            return Verdict.deny("", "nothing is allowed, since there is no policy: " + e.getMessage());
        }
        Verdict verdict = judge.judge(request);
        if (verdict.allowed() || judge.enforces()) {
            return verdict;
        }
        watch.tell(verdict);
        return Verdict.watched(verdict.rule(), verdict.reason());
    }
}

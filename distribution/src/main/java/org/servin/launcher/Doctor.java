package org.servin.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

/** Says why the house is not complete: which bundles do not resolve, and which component waits for what, down to the guilty one. */
final class Doctor {
    private final BundleContext context;

    Doctor(BundleContext context) {
        this.context = context;
    }

    /** A line for each finding; never empty. */
    List<String> findings() {
        List<String> findings = new ArrayList<>();
        for (Bundle bundle : context.getBundles()) {
            if (bundle.getState() == Bundle.INSTALLED) {
                findings.add("bundle " + bundle.getSymbolicName() + " does not resolve: " + reason(bundle));
            }
        }
        findings.addAll(components());
        if (findings.isEmpty()) {
            findings.add("the engine does not answer, though all bundles and components are there");
        }
        return findings;
    }

    private static String reason(Bundle bundle) {
        try {
            bundle.start();
            return "it did on a second try";
        } catch (BundleException e) {
            return e.getMessage();
        }
    }

    /** A line for each component that failed to start; empty if none did. */
    List<String> failures() {
        return components((description, configuration) -> failure(configuration));
    }

    /** A line for each component that failed to start and would have offered the service; empty if none did. */
    List<String> failures(String service) {
        return components((description, configuration) -> List.of(description.serviceInterfaces).contains(service) ? failure(configuration) : Optional.empty());
    }

    private List<String> components() {
        return components(Doctor::describe);
    }

    private List<String> components(BiFunction<ComponentDescriptionDTO, ComponentConfigurationDTO, Optional<String>> question) {
        ServiceReference<ServiceComponentRuntime> reference = context.getServiceReference(ServiceComponentRuntime.class);
        if (reference == null) {
            return List.of("declarative services do not run");
        }
        ServiceComponentRuntime runtime = context.getService(reference);
        Map<String, String> answers = new TreeMap<>();
        for (ComponentDescriptionDTO description : runtime.getComponentDescriptionDTOs()) {
            for (ComponentConfigurationDTO configuration : runtime.getComponentConfigurationDTOs(description)) {
                question.apply(description, configuration).ifPresent(text -> answers.put(description.name, text));
            }
        }
        return answers.entrySet().stream().map(e -> "component " + e.getKey() + " " + e.getValue()).toList();
    }

    private static Optional<String> describe(ComponentDescriptionDTO description, ComponentConfigurationDTO configuration) {
        Optional<String> failure = failure(configuration);
        if (failure.isPresent() || configuration.unsatisfiedReferences.length == 0) {
            return failure;
        }
        List<String> missing = new ArrayList<>();
        for (UnsatisfiedReferenceDTO unsatisfied : configuration.unsatisfiedReferences) {
            for (ReferenceDTO wanted : description.references) {
                if (wanted.name.equals(unsatisfied.name)) {
                    missing.add(wanted.interfaceName);
                }
            }
        }
        return Optional.of("waits for " + String.join(", ", missing));
    }

    /** The stack trace's innermost cause, in one line. */
    private static Optional<String> failure(ComponentConfigurationDTO configuration) {
        if (configuration.state != ComponentConfigurationDTO.FAILED_ACTIVATION) {
            return Optional.empty();
        }
        List<String> lines = configuration.failure.lines().toList();
        String cause = lines.stream().filter(l -> l.startsWith("Caused by: ")).reduce((first, last) -> last).orElse(lines.get(0));
        return Optional.of("failed: " + cause.replaceFirst("^Caused by: ([\\w.$]+: )?", ""));
    }
}

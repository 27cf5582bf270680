package org.servin.api.internal.http;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.servin.api.internal.access.Action;
import org.servin.api.internal.access.Facts;
import org.servin.api.internal.access.Targets;
import org.servin.api.internal.facts.ImageFacts;
import org.servin.core.container.ContainerView;

/** Has each call judged between the choice of its resource method and that method's run. A method without an {@link Action} keeps the API from starting. */
final class AccessFeature implements DynamicFeature {
    /** Calls that make use of what a container was given when it was made: they set something going in it, talk to it, or reach its files and with them its mounts. */
    private static final Set<String> USING = Set.of("container.start", "container.restart", "container.update", "container.attach", "container.read", "container.write",
            "exec.create", "exec.start");

    private static final String JERSEYS_OWN = "org.glassfish.jersey.";

    private final Targets targets;
    private final Function<ContainerView, Facts> containerFacts;

    /**
     * Looks there.
     *
     * @param containerFacts facts about a container that is there
     */
    AccessFeature(Targets targets, Function<ContainerView, Facts> containerFacts) {
        this.targets = targets;
        this.containerFacts = containerFacts;
    }

    @Override
    public void configure(ResourceInfo info, FeatureContext context) {
        if (info.getResourceMethod().getDeclaringClass().getName().startsWith(JERSEYS_OWN)) {
            return; // answers OPTIONS, which never come here
        }
        Action action = info.getResourceMethod().getAnnotation(Action.class);
        if (action == null) {
            throw new IllegalStateException(info.getResourceMethod() + " has no @Action: nobody could say who may call it");
        }
        context.register(new Filter(action));
    }

    private final class Filter implements ContainerRequestFilter {
        private final Action action;

        Filter(Action action) {
            this.action = action;
        }

        @Override
        public void filter(ContainerRequestContext request) {
            ApiCall call = ApiCall.of(request);
            if (!call.access().watched()) {
                return;
            }
            String name = name(request.getUriInfo().getPathParameters());
            Targets.Found found = targets.find(kind(), name);
            // by a link what is removed is one of the container's names
            boolean byLink = action.value().equals("container.remove") && call.query().flag("link");
            call.access().about(action.value(), found.target());
            call.known(found.container().filter(c -> USING.contains(action.value())).map(containerFacts).orElseGet(() -> facts(name)),
                    byLink ? Optional.empty() : found.failure());
            found.reference().filter(r -> !byLink).ifPresent(call::settle);
            if (!action.byContent()) {
                call.permit(Facts::new);
            }
        }

        /** Preparing an exec is about a container, all else is about the exec. */
        private String kind() {
            return action.value().equals("exec.create") ? "container" : action.value().substring(0, action.value().indexOf('.'));
        }

        private String name(MultivaluedMap<String, String> path) {
            if (!action.target().isEmpty()) {
                return action.target();
            }
            String id = path.getFirst("id");
            String name = id == null ? path.getFirst("name") : id;
            return name == null ? "" : name;
        }

        private Facts facts(String name) {
            return action.value().startsWith("image.") && !name.isEmpty() ? ImageFacts.ofName(name) : new Facts();
        }
    }
}

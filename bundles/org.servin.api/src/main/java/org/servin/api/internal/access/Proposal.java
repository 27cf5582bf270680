package org.servin.api.internal.access;

import java.util.Objects;
import java.util.function.Function;

/**
 * What a request's body asks for, before anybody has said that it may be. The engine's side of it can be had only by having it judged: so nothing can be done that no
 * policy has seen, nor anything else than what it has seen.
 *
 * @param <T> what it is
 */
public final class Proposal<T> {
    private final T content;

    private Proposal(T content) {
        this.content = content;
    }

    /** What was read of a body. */
    public static <T> Proposal<T> of(T content) {
        return new Proposal<>(Objects.requireNonNull(content, "content is null"));
    }

    /** The same understood further; {@code step} must not act on it. */
    public <U> Proposal<U> map(Function<? super T, ? extends U> step) {
        return new Proposal<>(step.apply(content));
    }

    /**
     * The content, once it may be done.
     *
     * @param facts what policies may want to know of it; called only if anybody does
     */
    public T permitted(Judge judge, Function<? super T, Facts> facts) {
        judge.permit(() -> facts.apply(content));
        return content;
    }

    /** Has a request judged. */
    public interface Judge {
        /** Returns if the request may be; fails otherwise. */
        void permit(java.util.function.Supplier<Facts> facts);
    }
}

package org.servin.core.internal.container;

import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/** Failures in the words of dockerd 20.10, which clients match on. */
final class Wording {
    private Wording() { }

    static ServinException noSuchContainer(String ref) {
        return ref.isEmpty() ? ServinException.invalid("invalid name or ID supplied: \"\"") : ServinException.notFound("No such container: " + ref);
    }

    static ServinException ambiguous(String prefix) {
        return new ServinException(ErrorKind.INTERNAL, "Multiple IDs found with provided prefix: " + prefix);
    }

    static ServinException invalidName(String name) {
        return ServinException.invalid("Invalid container name (" + name + "), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed");
    }

    static ServinException nameTaken(String name, String owner) {
        return ServinException.conflict("Conflict. The container name \"/" + name + "\" is already in use by container \"" + owner
                + "\". You have to remove (or rename) that container to be able to reuse that name.");
    }

    static ServinException notRunning(String id) {
        return ServinException.conflict("Container " + id + " is not running");
    }

    static ServinException paused(String ref) {
        return ServinException.conflict("Container " + ref + " is paused, unpause the container before exec");
    }

    static ServinException alreadyPaused(String id) {
        return ServinException.conflict("Container " + id + " is already paused");
    }

    static ServinException notPaused(String id) {
        return new ServinException(ErrorKind.INTERNAL, "Container " + id + " is not paused");
    }

    static ServinException restarting(String id) {
        return ServinException.conflict("Container " + id + " is restarting, wait until the container is running");
    }

    static ServinException startPaused() {
        return ServinException.conflict("cannot start a paused container, try unpause instead");
    }

    static ServinException alreadyStarted(String ref) {
        return new ServinException(ErrorKind.NOT_MODIFIED, "Container " + ref + " is already started");
    }

    static ServinException alreadyStopped(String ref) {
        return new ServinException(ErrorKind.NOT_MODIFIED, "Container " + ref + " is already stopped");
    }

    static ServinException startMarked() {
        return ServinException.conflict("container is marked for removal and cannot be started");
    }

    static ServinException removeAlive(String state, String id) {
        String advice = state.equals("paused") ? "Unpause and then stop" : "Stop";
        return ServinException.conflict("You cannot remove a " + state + " container " + id + ". " + advice
                + " the container before attempting removal or force remove");
    }

    static ServinException removing(String ref) {
        return ServinException.conflict("removal of container " + ref + " is already in progress");
    }

    static ServinException updateMarked() {
        return ServinException.conflict("Container is marked for removal and cannot be \"update\".");
    }

    static ServinException joinStopped(String what, String id) {
        return switch (what) {
            case "network" -> ServinException.conflict("cannot join network of a non running container: " + id);
            case "IPC" -> new ServinException(ErrorKind.INTERNAL, "can't join IPC of container " + id + ": container " + id + " is not running");
            default -> new ServinException(ErrorKind.INTERNAL, "container " + id + " is not running");
        };
    }

    static ServinException restartFailed(String ref, ServinException why) {
        return new ServinException(ErrorKind.INTERNAL, "Cannot restart container " + ref + ": " + why.getMessage(), why);
    }

    static ServinException joinAbsent(String what, String ref, ServinException absent) {
        return switch (what) {
            case "network" -> absent;
            case "IPC" -> new ServinException(ErrorKind.INTERNAL, "can't join IPC of container " + ref + ": " + absent.getMessage(), absent);
            default -> new ServinException(ErrorKind.INTERNAL, "cannot join " + what + " of a non running container: " + ref + ": " + absent.getMessage(), absent);
        };
    }

    static ServinException joinUnshareable(String id) {
        return new ServinException(ErrorKind.INTERNAL, "can't join IPC of container " + id + ": non-shareable IPC (hint: use IpcMode:shareable for the donor container)");
    }

    /** Dockerd calls some bad filters its own failure. */
    static ServinException badFilter(String message) {
        return new ServinException(ErrorKind.INTERNAL, message);
    }
}

package org.servin.image;

/**
 * Credentials for a registry, as in the header X-Registry-Auth; empty strings where not given.
 *
 * @param username with password
 * @param password with username
 * @param identityToken a refresh token instead
 * @param registryToken a bearer token instead
 * @param serverAddress the registry they are for
 */
public record RegistryLogin(String username, String password, String identityToken, String registryToken, String serverAddress) {
    /** No credentials. */
    public static RegistryLogin none() {
        return new RegistryLogin("", "", "", "", "");
    }

    @Override
    public String toString() {
        return "RegistryLogin[" + serverAddress + "]";
    }
}

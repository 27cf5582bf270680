package org.servin.auth.policy.internal;

/** The keys of the configuration {@code org.servin} that concern this driver. */
@interface PolicySettings {
    /** Names of the authorization drivers that are asked. */
    String[] authorization() default {};

    /** Where the policy is. */
    String policy$_$file() default "/etc/servin/policy.json";
}

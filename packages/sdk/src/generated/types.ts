// Generated from api/openapi.yaml by `npm run generate`. Do not edit.
export interface paths {
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Is the agent alive
         * @description Answers as soon as the agent can serve requests. Says nothing about the gateway.
         */
        get: operations["healthGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/pair/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask to be let in
         * @description Mints a *pending* code for the asking device to show. It admits nobody until somebody at the host approves exactly
         *     this code. At most five codes wait at once.
         */
        post: operations["pairStart"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/pair/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Trade an approved code for tokens
         * @description Works once for one approved, unexpired code. While the code waits for the host the answer is 401
         *     `approval_pending`; asking again with the right code costs no guess. A wrong code counts against every code that is
         *     alive, and the fifth ends them.
         */
        post: operations["pairConfirm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/pair/claim": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Trade an approved code for a browser session
         * @description The console's form of `pairConfirm`: the same rules, but the credentials arrive as HttpOnly, SameSite=Strict cookies
         *     and never as text that a page could read.
         */
        post: operations["pairClaim"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/pair/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Approve the code that a device shows
         * @description Approving means typing the code that the device shows. Open to whoever is at the host (the agent's Unix socket) and
         *     to paired owners. The first device of an agent becomes its owner whatever role is asked for.
         */
        post: operations["pairApprove"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/pair/invite": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Mint a code that is approved already
         * @description For the host's terminal and for owners: a one-use code, already approved, with the link that opens the console with
         *     it. The code sits in the link's fragment, which browsers do not send to servers.
         */
        post: operations["pairInvite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Trade a refresh token for new tokens
         * @description Each refresh token works once and is replaced by the one in the answer. Showing one that was already used ends the
         *     whole session, because two parties then hold it.
         */
        post: operations["authRefresh"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who am I
         * @description The device, its role, and the CSRF token that a cookie session sends with every change.
         */
        get: operations["sessionGet"];
        put?: never;
        post?: never;
        /**
         * Sign this device out
         * @description Ends the caller's session and its live streams. The device stays listed and has to be paired again to return.
         */
        delete: operations["sessionEnd"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/session/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Renew a browser session
         * @description The console's form of `authRefresh`. The refresh token is read from its cookie, and both cookies are replaced.
         */
        post: operations["sessionRefresh"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Paired devices
         * @description Every device that was paired, newest first, revoked ones included.
         */
        get: operations["deviceList"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/devices/{device_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The device's id. */
                device_id: components["parameters"]["DeviceId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke a device
         * @description Ends its sessions at once and its live streams within a second. A device may revoke itself; an owner may revoke any.
         */
        delete: operations["deviceRevoke"];
        options?: never;
        head?: never;
        /**
         * Rename a device or change its role
         * @description A device may rename itself; an owner may rename any device and change roles. The last owner keeps the role.
         */
        patch: operations["deviceUpdate"];
        trace?: never;
    };
    "/system/info": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The machine under the agent
         * @description Operating system, processor, memory and the free space of the volume that holds the gateway's state.
         */
        get: operations["systemInfo"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/system/checks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The agent's opinion of itself
         * @description The same checks as `moltbot-ops doctor`, each with what was found and what to do about it.
         */
        get: operations["systemChecks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/moltbot/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The gateway as last observed
         * @description A read of what the observer already knows; asking costs the gateway nothing. `state` says more than `running`, and
         *     `reasons` say what was seen and what to do next.
         */
        get: operations["moltbotStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happened, on one axis
         * @description Spans of gateway state and the marks on them for the last hours, oldest first.
         */
        get: operations["timelineGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Changes as they happen
         * @description Server-sent events, the present status first. Each carries an `id`; a client that comes back with `Last-Event-ID` gets what it missed, or one
         *     `stream.reset` when that is gone and everything has to be read again. `data` is an `Event`. The stream ends with
         *     `session.ended` when the session does, and with `stream.bye` when the agent closes or the access token expires.
         */
        get: operations["eventStream"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Audit records
         * @description Newest first, a page at a time. Records hold ids, hashes and decisions; no secrets and no personal data.
         */
        get: operations["auditList"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/install/local": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Install the gateway on this machine
         * @description Starts a job that installs the gateway by the chosen method. Needs a confirmation token.
         */
        post: operations["installLocal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/install/ssh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Install the gateway on another machine over SSH
         * @description Starts a job that installs the gateway on a remote host. Credentials are held in memory for the job alone.
         */
        post: operations["installSsh"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/config/validate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Would the gateway accept this configuration
         * @description Checks a configuration without applying it. Errors would stop the gateway; warnings would not.
         */
        post: operations["configValidate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/config/apply": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Put a configuration into force
         * @description Validates, backs up, writes and verifies a configuration; the former one returns when verification fails.
         */
        post: operations["configApply"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/logs/tail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The newest log lines
         * @description The last lines that the gateway wrote, oldest first. Unredacted lines are for owners and admins and are audited.
         */
        get: operations["logTail"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/logs/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Log lines as they are written
         * @description Server-sent events, resumable by `Last-Event-ID`. Unredacted lines are for owners and admins and are audited.
         */
        get: operations["logStream"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics/current": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The latest readings
         * @description Processor, memory, disk and uptime as last sampled.
         */
        get: operations["metricsCurrent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/alerts/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Alert rules
         * @description All rules, enabled or not.
         */
        get: operations["alertRuleList"];
        put?: never;
        /**
         * Create or update an alert rule
         * @description Updates the rule when `id` is given, and creates one otherwise.
         */
        post: operations["alertRuleSave"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ops/action": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Act on the gateway
         * @description Runs one action. Every action but `backup` needs a confirmation token; long ones answer at once with a job, and `ok`
         *     then means accepted and recorded.
         */
        post: operations["opsAction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/support/bundle": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Collect a support bundle
         * @description Gathers redacted material for a support request into one archive.
         */
        post: operations["supportBundle"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description The one shape of every refusal and failure. */
        Error: {
            /** @description A stable word for programs. */
            code: string;
            /** @description What happened, what was not changed and what to do next, for people. */
            message: string;
            /** @description The fields at fault, where the request itself was. */
            details?: components["schemas"]["ErrorDetail"][];
            /** @description The id under which the agent's log knows this request. */
            request_id?: string;
        };
        ErrorDetail: {
            /** @description Dotted path of the field, such as `auth.type`, or the name of the parameter. */
            field: string;
            /** @description What is wrong with it. */
            message: string;
        };
        Health: {
            /** @description Always `ok` when there is an answer. */
            status: string;
            /**
             * Format: date-time
             * @description The agent's clock.
             */
            time: string;
        };
        PairStartResponse: {
            /** @description The code to show */
            pairing_code: string;
            /** @description Seconds until the code dies (180 when fresh). */
            expires_in_seconds: number;
        };
        PairConfirmRequest: {
            /** @description The code; dashes, spaces and case do not matter. */
            pairing_code: string;
            /** @description How the device is to be called in lists. */
            device_name: string;
        };
        PairApproveRequest: {
            /** @description The code that the device shows. */
            pairing_code: string;
            role?: components["schemas"]["Role"];
        };
        PairApproval: {
            /** @description Always true. */
            approved: boolean;
            role: components["schemas"]["Role"];
            /** @description Seconds that the device has left to come in. */
            expires_in_seconds: number;
        };
        PairInviteRequest: {
            role?: components["schemas"]["Role"];
        };
        PairInvite: {
            /** @description An approved code. */
            pairing_code: string;
            /** @description Seconds until the code dies. */
            expires_in_seconds: number;
            /** @description The console's address with the code in its fragment. */
            url: string;
            role: components["schemas"]["Role"];
        };
        AuthTokens: {
            /** @description Bearer token. */
            access_token: string;
            /** @description Seconds that the access token lives. */
            expires_in_seconds: number;
            /** @description Works once. */
            refresh_token?: string;
        };
        AuthRefreshRequest: {
            /** @description The newest refresh token of the session. */
            refresh_token: string;
        };
        /**
         * @description `viewer` reads, `admin` operates, `owner` also decides who else comes in.
         * @enum {string}
         */
        Role: "owner" | "admin" | "viewer";
        Session: {
            device: components["schemas"]["Device"];
            /** @description To be sent as `X-CSRF-Token` with every change that a cookie authenticates. */
            csrf_token: string;
            /** @description Seconds until the access credential has to be renewed. */
            expires_in_seconds: number;
        };
        Device: {
            /** @description The device's id. */
            device_id: string;
            /** @description The name it was given. */
            name: string;
            role: components["schemas"]["Role"];
            /**
             * Format: date-time
             * @description When it was paired.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description Its last authenticated request, to the minute.
             */
            last_seen_at: string | null;
            /**
             * Format: date-time
             * @description When it was shut out, if it was.
             */
            revoked_at: string | null;
            /** @description Whether this is the caller. */
            current: boolean;
        };
        DeviceList: {
            /** @description Newest first. */
            devices: components["schemas"]["Device"][];
        };
        DeviceUpdateRequest: {
            /** @description The new name. */
            name?: string;
            role?: components["schemas"]["Role"];
        };
        SystemInfo: {
            /** @description Name of the operating system, such as `Debian GNU/Linux` or `macOS`. */
            os: string;
            /** @description Its version. */
            os_version: string;
            /** @description Processor architecture, such as `x64`. */
            arch: string;
            /** @description Logical cores. */
            cpu_cores: number;
            /** @description Installed memory. */
            memory_bytes: number;
            /** @description Free bytes on the volume that holds the gateway's state. */
            disk_free_bytes: number;
            /** @description The machine's name. */
            hostname: string;
            /** @description Version of this agent. */
            agent_version?: string;
            /** @description Seconds since the agent started. */
            uptime_seconds?: number;
        };
        SystemChecks: {
            /** @description In a fixed order. */
            checks: components["schemas"]["SystemCheck"][];
        };
        SystemCheck: {
            /** @description Stable name, such as `secret_store`. */
            check: string;
            /**
             * @description The verdict.
             * @enum {string}
             */
            outcome: "ok" | "warning" | "error";
            /** @description What was found. */
            message: string;
            /** @description What to do, when something is to be done. */
            next_step?: string;
        };
        MoltBotStatus: {
            /** @description A gateway binary or container was found. */
            installed: boolean;
            /** @description A gateway process is alive; true also while it starts. */
            running: boolean;
            /** @description Version of the running gateway, else of the installed one. */
            version?: string | null;
            /** @description Who keeps it alive: `systemd-user`, `systemd-system`, `launchd`, `docker`, `process` or `none`. */
            service_manager: string;
            /** @description Its configuration file. */
            config_path?: string | null;
            /**
             * Format: date-time
             * @description When the running process started.
             */
            last_start_time?: string | null;
            /** @description New boots seen or logged in the last 24 hours. */
            restart_count_24h?: number;
            /** @description The agent holds an authenticated connection to it. */
            gateway_connected: boolean;
            state?: components["schemas"]["GatewayState"];
            /**
             * Format: date-time
             * @description When this state was first seen.
             */
            state_since?: string;
            /** @description Why the state is what it is, the gravest first. */
            reasons?: components["schemas"]["StatusReason"][];
            /** @description Seconds since the running process started. */
            uptime_seconds?: number | null;
            /** @description The gateway's own id of this boot. */
            boot_id?: string | null;
            versions?: components["schemas"]["GatewayVersions"];
            /** @description Chat channels that are configured. */
            channels?: components["schemas"]["GatewayChannel"][];
            /** @description Which runtime was recognised: `openclaw`, `moltbot` or `clawdbot`. */
            profile?: string;
            watcher?: components["schemas"]["GatewayWatcher"];
            /**
             * Format: date-time
             * @description When something was last learnt.
             */
            observed_at?: string;
            /** @description Process id on the host, where it is known. */
            pid?: number | null;
            /** @description Port on which the gateway is expected. */
            port?: number | null;
        };
        /**
         * @description One word for the whole gateway.
         * @enum {string}
         */
        GatewayState: "not_installed" | "stopped" | "starting" | "running" | "degraded" | "crash_loop" | "unknown";
        StatusReason: {
            /** @description Stable word, such as `config_invalid`. */
            code: string;
            /** @description What was seen. */
            message: string;
            /** @description What to do about it. */
            next_step: string;
            /** @description Redacted lines, paths or readings behind it. */
            evidence?: string[];
        };
        GatewayVersions: {
            /** @description Version of the binary on the path. */
            cli: string | null;
            /** @description Version that the running process reports. */
            running: string | null;
            /** @description Version that the service unit would start. */
            unit: string | null;
        };
        GatewayChannel: {
            /** @description Such as `telegram`. */
            channel: string;
            /** @description Name for people. */
            label?: string;
            /**
             * @description Whether messages can pass.
             * @enum {string}
             */
            state: "up" | "down" | "disabled" | "unknown";
            /** @description What the gateway says of it, redacted. */
            detail?: string | null;
        };
        GatewayWatcher: {
            /**
             * @description The best source that answers now.
             * @enum {string}
             */
            source: "websocket" | "http" | "process" | "none";
            /**
             * @description How the watching itself fares.
             * @enum {string}
             */
            state: "connected" | "connecting" | "unauthorized" | "missing_scope" | "unreachable" | "idle";
            /** @description Scopes that the gateway granted. */
            scopes?: string[];
        };
        Timeline: {
            /**
             * Format: date-time
             * @description Start of the span.
             */
            from: string;
            /**
             * Format: date-time
             * @description End of the span.
             */
            to: string;
            /** @description States, gapless where the agent was watching. */
            spans: components["schemas"]["TimelineSpan"][];
            /** @description Single moments. */
            marks: components["schemas"]["TimelineMark"][];
        };
        TimelineSpan: {
            state: components["schemas"]["GatewayState"];
            /**
             * Format: date-time
             * @description First moment.
             */
            from: string;
            /**
             * Format: date-time
             * @description Last moment.
             */
            to: string;
            /** @description Code of the gravest reason. */
            reason?: string;
        };
        TimelineMark: {
            /**
             * Format: date-time
             * @description The moment.
             */
            at: string;
            /**
             * @description What sort of thing happened.
             * @enum {string}
             */
            kind: "boot" | "state" | "access" | "agent";
            /** @description One sentence. */
            message: string;
            /**
             * @description How it is to be shown.
             * @enum {string}
             */
            severity?: "info" | "ok" | "warning" | "error";
            /** @description The audit record, where there is one. */
            audit_event_id?: string;
        };
        /** @description What one server-sent event carries in `data`. */
        Event: {
            /**
             * @description What changed; also the SSE event name.
             * @enum {string}
             */
            type: "status.changed" | "timeline.marked" | "devices.changed" | "pairing.changed" | "session.ended" | "stream.reset" | "stream.bye";
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            status?: components["schemas"]["MoltBotStatus"];
            mark?: components["schemas"]["TimelineMark"];
            /** @description Why a stream or session ended. */
            reason?: string;
            /** @description Codes that wait for approval. */
            pending_count?: number;
        };
        AuditPage: {
            /** @description Newest first. */
            records: components["schemas"]["AuditRecord"][];
        };
        AuditRecord: {
            /** @description The record's id. */
            audit_event_id: string;
            /** @description Place in the chain, from 1. */
            index: number;
            /**
             * Format: date-time
             * @description When it was written.
             */
            at: string;
            /** @description What happened, as noun.verb. */
            event: string;
            /**
             * @description The decision.
             * @enum {string}
             */
            outcome: "allowed" | "refused" | "done" | "failed";
            /** @description Device id, `host`, `agent` or `stranger`. */
            actor: string;
            /** @description The id acted upon. */
            subject?: string | null;
            /** @description Error code, when it was refused or failed. */
            reason?: string | null;
            /** @description How many equal refusals this record stands for. */
            count?: number;
            /** @description Hash that closes the chain up to here. */
            hash: string;
        };
        InstallLocalRequest: {
            /**
             * @description How to install.
             * @enum {string}
             */
            method: "brew" | "npm" | "docker";
            /**
             * @description Which releases to follow.
             * @default stable
             * @enum {string}
             */
            channel: "stable" | "beta" | "nightly";
            /** @description From the preview of this request. */
            confirmation_token?: string | null;
        };
        InstallSshRequest: {
            /** @description Name or address of the machine. */
            host: string;
            /**
             * @description Its SSH port.
             * @default 22
             */
            port: number;
            /** @description The account to sign in as. */
            username: string;
            auth: components["schemas"]["SshAuth"];
            /**
             * @description How to install there.
             * @default docker
             * @enum {string}
             */
            method: "docker" | "native";
            /** @description From the preview of this request. */
            confirmation_token?: string | null;
        };
        SshAuth: {
            /**
             * @description Which credential is given.
             * @enum {string}
             */
            type: "password" | "key";
            /** @description The password, or the passphrase of the key. */
            password?: string | null;
            /** @description The private key. */
            private_key_pem?: string | null;
        };
        JobAccepted: {
            /** @description The job's id. */
            job_id: string;
            /** @description Always `accepted`. */
            status: string;
        };
        ConfigValidateRequest: {
            /** @description The configuration to check. */
            config: {
                [key: string]: unknown;
            };
        };
        ConfigValidationResult: {
            /** @description Whether the gateway would start with it. */
            valid: boolean;
            /** @description What would stop it. */
            errors: components["schemas"]["ConfigError"][];
            /** @description What is unwise. */
            warnings: components["schemas"]["ConfigError"][];
        };
        ConfigError: {
            /** @description Dotted path into the configuration. */
            path: string;
            /** @description What is wrong there. */
            message: string;
            /**
             * @description Whether it stops the gateway.
             * @enum {string}
             */
            severity: "error" | "warning";
        };
        ConfigApplyRequest: {
            /** @description The configuration to put into force. */
            config: {
                [key: string]: unknown;
            };
            /**
             * @description Keep a backup of the former one.
             * @default true
             */
            backup_before_apply: boolean;
            /** @description From the preview of this request. */
            confirmation_token?: string | null;
        };
        ConfigApplyResult: {
            /** @description Whether the new configuration is in force. */
            applied: boolean;
            /** @description The backup that was made. */
            backup_id?: string | null;
            /** @description What remains to be done, in order. */
            next_steps: string[];
        };
        LogTailResponse: {
            /** @description Oldest first. */
            lines: string[];
            /** @description Whether secrets are masked. */
            redacted: boolean;
        };
        MetricsSnapshot: {
            /**
             * Format: float
             * @description Processor use of the gateway.
             */
            cpu_percent: number;
            /**
             * Format: float
             * @description Share of the machine's memory that the gateway holds.
             */
            mem_percent: number;
            /** @description Free bytes on the state volume. */
            disk_free_bytes: number;
            /** @description Seconds since the gateway started. */
            uptime_seconds: number;
            /** @description New boots in the last 24 hours. */
            restart_count_24h: number;
        };
        AlertRules: {
            /** @description All rules. */
            rules: components["schemas"]["AlertRule"][];
        };
        AlertRule: {
            /** @description The rule's id; without it a new one is made. */
            id?: string | null;
            /** @description How the rule is called. */
            name: string;
            /**
             * @description Whether it is evaluated.
             * @default true
             */
            enabled: boolean;
            condition: components["schemas"]["AlertCondition"];
            notify: components["schemas"]["AlertNotify"];
        };
        AlertCondition: {
            /**
             * @description What is watched.
             * @enum {string}
             */
            type: "gateway_disconnected" | "crash_loop" | "disk_low" | "auth_failures";
            /** @description From which value it fires; the unit follows from the type. */
            threshold?: number | null;
        };
        AlertNotify: {
            /** @description Where it goes. */
            channels: ("in_app" | "email" | "webhook" | "push")[];
            /** @description Target of the webhook. */
            webhook_url?: string | null;
            /** @description Address of the mail. */
            email?: string | null;
        };
        OpsActionRequest: {
            /**
             * @description What to do.
             * @enum {string}
             */
            action: "start" | "stop" | "restart" | "upgrade" | "backup" | "restore" | "rollback";
            /** @description What the action needs besides. */
            params?: {
                [key: string]: unknown;
            };
            /** @description From the preview of exactly this action. */
            confirmation_token?: string | null;
        };
        OpsActionResult: {
            /** @description Accepted, or done. */
            ok: boolean;
            /** @description One sentence. */
            message: string;
            /** @description The audit record. */
            audit_event_id: string;
            /** @description The job to follow, for long actions. */
            job_id?: string | null;
        };
        SupportBundleRequest: {
            /**
             * @description Put redacted logs in.
             * @default true
             */
            include_logs: boolean;
            /**
             * @description Put the masked configuration in.
             * @default true
             */
            include_config_redacted: boolean;
            /**
             * @description Put readings in.
             * @default true
             */
            include_metrics: boolean;
        };
        SupportBundleResponse: {
            /** @description The bundle's id. */
            bundle_id: string;
            /** @description Where to fetch it. */
            download_url: string;
            /** @description Whether everything in it is masked. */
            redacted: boolean;
        };
    };
    responses: {
        /** @description The request does not fit the contract; `details` names the fields. */
        BadRequest: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description No valid credential came with the request. */
        Unauthorized: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The caller's role, or the Host or Origin of the request, does not allow this. */
        Forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description There is nothing by that name. */
        NotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The present state does not allow this; nothing was changed. */
        Conflict: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The body is larger than the operation takes. */
        TooLarge: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The body is not `application/json`. */
        NotJson: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description Too many requests; `Retry-After` says how many seconds to wait. */
        TooMany: {
            headers: {
                /** @description Seconds until another try makes sense. */
                "Retry-After"?: number;
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The agent failed (500), closes or cannot write (503), or the headers were too large (431). */
        Failed: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The operation is part of the contract but not of this version. */
        NotAvailableYet: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
    };
    parameters: {
        /** @description The device's id. */
        DeviceId: string;
        /** @description Mask secrets and personal data. Only owners and admins may say false. */
        Redact: boolean;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    healthGet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The agent serves requests. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            400: components["responses"]["BadRequest"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooMany"];
            default: components["responses"]["Failed"];
        };
    };
    pairStart: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A pending code and how long it lives. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PairStartResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            429: components["responses"]["TooMany"];
            default: components["responses"]["Failed"];
        };
    };
    pairConfirm: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PairConfirmRequest"];
            };
        };
        responses: {
            /** @description Tokens for the newly paired device. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuthTokens"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            429: components["responses"]["TooMany"];
            default: components["responses"]["Failed"];
        };
    };
    pairClaim: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PairConfirmRequest"];
            };
        };
        responses: {
            /** @description The session that the cookies carry. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            429: components["responses"]["TooMany"];
            default: components["responses"]["Failed"];
        };
    };
    pairApprove: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PairApproveRequest"];
            };
        };
        responses: {
            /** @description The code is approved and waits for its device. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PairApproval"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            429: components["responses"]["TooMany"];
            default: components["responses"]["Failed"];
        };
    };
    pairInvite: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["PairInviteRequest"];
            };
        };
        responses: {
            /** @description The approved code. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PairInvite"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            429: components["responses"]["TooMany"];
            default: components["responses"]["Failed"];
        };
    };
    authRefresh: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AuthRefreshRequest"];
            };
        };
        responses: {
            /** @description New tokens; the old refresh token is spent. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuthTokens"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            429: components["responses"]["TooMany"];
            default: components["responses"]["Failed"];
        };
    };
    sessionGet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The caller's session. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooMany"];
            default: components["responses"]["Failed"];
        };
    };
    sessionEnd: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session is over. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            429: components["responses"]["TooMany"];
            default: components["responses"]["Failed"];
        };
    };
    sessionRefresh: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The renewed session. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            429: components["responses"]["TooMany"];
            default: components["responses"]["Failed"];
        };
    };
    deviceList: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The devices. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooMany"];
            default: components["responses"]["Failed"];
        };
    };
    deviceRevoke: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The device's id. */
                device_id: components["parameters"]["DeviceId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The device, revoked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Device"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            429: components["responses"]["TooMany"];
            default: components["responses"]["Failed"];
        };
    };
    deviceUpdate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The device's id. */
                device_id: components["parameters"]["DeviceId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeviceUpdateRequest"];
            };
        };
        responses: {
            /** @description The device as it now stands. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Device"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            429: components["responses"]["TooMany"];
            default: components["responses"]["Failed"];
        };
    };
    systemInfo: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The machine. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SystemInfo"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooMany"];
            default: components["responses"]["Failed"];
        };
    };
    systemChecks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The checks and their outcome. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SystemChecks"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooMany"];
            default: components["responses"]["Failed"];
        };
    };
    moltbotStatus: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The gateway's state. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MoltBotStatus"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooMany"];
            default: components["responses"]["Failed"];
        };
    };
    timelineGet: {
        parameters: {
            query?: {
                /** @description How far back to look, in hours. */
                hours?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The span asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Timeline"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooMany"];
            default: components["responses"]["Failed"];
        };
    };
    eventStream: {
        parameters: {
            query?: never;
            header?: {
                /** @description The id of the last event that the client has seen. */
                "Last-Event-ID"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description An open stream. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooMany"];
            default: components["responses"]["Failed"];
        };
    };
    auditList: {
        parameters: {
            query?: {
                /** @description How many records to answer with. */
                limit?: number;
                /** @description Only records older than this index. */
                before_index?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of records. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooMany"];
            default: components["responses"]["Failed"];
        };
    };
    installLocal: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InstallLocalRequest"];
            };
        };
        responses: {
            /** @description The job was accepted. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobAccepted"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            429: components["responses"]["TooMany"];
            501: components["responses"]["NotAvailableYet"];
            default: components["responses"]["Failed"];
        };
    };
    installSsh: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InstallSshRequest"];
            };
        };
        responses: {
            /** @description The job was accepted. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobAccepted"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            429: components["responses"]["TooMany"];
            501: components["responses"]["NotAvailableYet"];
            default: components["responses"]["Failed"];
        };
    };
    configValidate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConfigValidateRequest"];
            };
        };
        responses: {
            /** @description The verdict. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfigValidationResult"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            429: components["responses"]["TooMany"];
            501: components["responses"]["NotAvailableYet"];
            default: components["responses"]["Failed"];
        };
    };
    configApply: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConfigApplyRequest"];
            };
        };
        responses: {
            /** @description What was done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfigApplyResult"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            429: components["responses"]["TooMany"];
            501: components["responses"]["NotAvailableYet"];
            default: components["responses"]["Failed"];
        };
    };
    logTail: {
        parameters: {
            query?: {
                /** @description How many lines to answer with. */
                lines?: number;
                /** @description Mask secrets and personal data. Only owners and admins may say false. */
                redact?: components["parameters"]["Redact"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The lines. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogTailResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooMany"];
            501: components["responses"]["NotAvailableYet"];
            default: components["responses"]["Failed"];
        };
    };
    logStream: {
        parameters: {
            query?: {
                /** @description Mask secrets and personal data. Only owners and admins may say false. */
                redact?: components["parameters"]["Redact"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description An open stream. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooMany"];
            501: components["responses"]["NotAvailableYet"];
            default: components["responses"]["Failed"];
        };
    };
    metricsCurrent: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The readings. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MetricsSnapshot"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooMany"];
            501: components["responses"]["NotAvailableYet"];
            default: components["responses"]["Failed"];
        };
    };
    alertRuleList: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rules. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertRules"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooMany"];
            501: components["responses"]["NotAvailableYet"];
            default: components["responses"]["Failed"];
        };
    };
    alertRuleSave: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AlertRule"];
            };
        };
        responses: {
            /** @description The rule as stored. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertRule"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            429: components["responses"]["TooMany"];
            501: components["responses"]["NotAvailableYet"];
            default: components["responses"]["Failed"];
        };
    };
    opsAction: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OpsActionRequest"];
            };
        };
        responses: {
            /** @description The action was accepted or done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpsActionResult"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            429: components["responses"]["TooMany"];
            501: components["responses"]["NotAvailableYet"];
            default: components["responses"]["Failed"];
        };
    };
    supportBundle: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["SupportBundleRequest"];
            };
        };
        responses: {
            /** @description Where the bundle lies. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SupportBundleResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            429: components["responses"]["TooMany"];
            501: components["responses"]["NotAvailableYet"];
            default: components["responses"]["Failed"];
        };
    };
}

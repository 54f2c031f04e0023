package io.matriarch.agent.postgres;

/// The one statement that tells all of a running server's state, as a JSON text; PostgreSQL 14 to
/// 18.
///
/// The recovery state is asked for once and everything else hangs on that answer: the functions of
/// one role fail in the other. The timeline of a standby is the WAL receiver's while the position
/// held was received by it; a position that was only replayed is on the newest timeline that has
/// the segment in `pg_wal`, and its history, for pg_rewind leaves segments of the way it undid. A
/// received location at a segment's border, less than a segment past what was replayed, is where
/// the WAL receiver was asked to begin, and nothing that it got. One that has written nothing yet
/// waits, although PostgreSQL calls it streaming until its upstream refuses: it is asked to begin
/// with a segment, and gets something at once unless all WAL ends there. `primary_conninfo` may
/// hold a password, so only its `application_name` leaves the server. Agents that ask whether they
/// can follow ([UpstreamConnection]) are no standbys.
final class StatusQuery {

  static final String SQL =
      """
      with role as materialized (
        select pg_is_in_recovery() as standby
      ), moment as materialized (
        select standby,
          case when standby then pg_last_wal_receive_lsn() end as received,
          case when standby then pg_last_wal_replay_lsn() end as replayed,
          case when not standby then pg_current_wal_lsn() end as written,
          case when not standby then pg_current_wal_flush_lsn() end as flushed,
          pg_size_bytes(current_setting('wal_segment_size')) as segment
        from role
      ), receipt as materialized (
        select *, coalesce(mod(received - '0/0', segment) = 0
          and received - replayed between 1 and segment, false) as asked
        from moment
      ), place as materialized (
        select *, coalesce(written, case when asked then replayed end,
          greatest(received, replayed), '0/0') as held
        from receipt
      )
      select jsonb_build_object(
        'standby', standby,
        'received', coalesce(received, '0/0'),
        'replayed', coalesce(replayed, '0/0'),
        'flushed', coalesce(flushed, '0/0'),
        'held', held,
        'timeline', case
          when not standby then ('x' || substr(pg_walfile_name(written), 1, 8))::bit(32)::int
          else coalesce(
            (select received_tli from pg_stat_wal_receiver where received >= replayed),
            (with wal as materialized (select name from pg_ls_waldir())
              select max(('x' || substr(name, 1, 8))::bit(32)::int)
              from wal, pg_control_checkpoint(), pg_control_recovery(),
                div(greatest(held - '0/0'::pg_lsn - 1, 0), segment) as segno,
                div(4294967296, segment) as per_log
              where name ~ '^[0-9A-F]{24}$'
                and substr(name, 9) = upper(lpad(to_hex(div(segno, per_log)::bigint), 8, '0')
                  || lpad(to_hex(mod(segno, per_log)::bigint), 8, '0'))
                and (('x' || substr(name, 1, 8))::bit(32)::int
                    <= greatest(timeline_id, min_recovery_end_timeline)
                  or substr(name, 1, 8) || '.history' in (select name from wal))),
            (select greatest(timeline_id, min_recovery_end_timeline)
              from pg_control_checkpoint(), pg_control_recovery()))
          end,
        'replay_paused', case when standby then pg_is_wal_replay_paused() else false end,
        'replay_age_ms', case when standby then (extract(epoch from
          clock_timestamp() - pg_last_xact_replay_timestamp()) * 1000)::bigint end,
        'receiver', (select jsonb_agg(jsonb_build_object(
            'status', status,
            'host', coalesce(sender_host, ''),
            'port', coalesce(sender_port, 0),
            'timeline', coalesce(received_tli, 0),
            'written', coalesce(written_lsn, '0/0'),
            'flushed', coalesce(flushed_lsn, '0/0'),
            'waits', written_lsn is null and (coalesce(received <> replayed, true)
              or mod(received - '0/0', segment) <> 0),
            'latest_end', coalesce(latest_end_lsn, '0/0'),
            'message_age_ms', coalesce((extract(epoch from
              clock_timestamp() - last_msg_receipt_time) * 1000)::bigint, -1)))
          from pg_stat_wal_receiver where status is not null),
        'standbys', (select jsonb_agg(jsonb_build_object(
            'name', coalesce(application_name, ''),
            'address', coalesce(host(client_addr), ''),
            'state', coalesce(state, ''),
            'sync_state', coalesce(sync_state, ''),
            'sent', coalesce(sent_lsn, '0/0'),
            'written', coalesce(write_lsn, '0/0'),
            'flushed', coalesce(flush_lsn, '0/0'),
            'replayed', coalesce(replay_lsn, '0/0'),
            'write_lag_us', coalesce((extract(epoch from write_lag) * 1000000)::bigint, 0),
            'flush_lag_us', coalesce((extract(epoch from flush_lag) * 1000000)::bigint, 0),
            'replay_lag_us', coalesce((extract(epoch from replay_lag) * 1000000)::bigint, 0))
            order by application_name, pid)
          from pg_stat_replication
          where application_name is distinct from 'matriarch agent'),
        'slots', (select jsonb_agg(jsonb_build_object(
            'name', slot_name,
            'type', slot_type,
            'temporary', temporary,
            'active', active,
            'retained', greatest(coalesce(held - restart_lsn, 0), 0),
            'wal_status', coalesce(wal_status, ''),
            'restart', coalesce(restart_lsn::text, ''),
            'xmin', xmin is not null or catalog_xmin is not null,
            'safe', safe_wal_size)
            order by slot_name)
          from pg_replication_slots),
        'settings', jsonb_build_object(
          'version', current_setting('server_version_num')::int,
          'system_identifier', (select system_identifier::text from pg_control_system()),
          'synchronous_standby_names', current_setting('synchronous_standby_names'),
          'synchronous_commit', current_setting('synchronous_commit'),
          'wal_level', current_setting('wal_level'),
          'recovery_target_timeline', current_setting('recovery_target_timeline'),
          'max_replication_slots', current_setting('max_replication_slots')::int,
          'pending_restart', (select count(*) from pg_settings where pending_restart),
          'started_at_ms', (extract(epoch from pg_postmaster_start_time()) * 1000)::bigint,
          'data_checksums', current_setting('data_checksums') = 'on',
          'application_name', coalesce((select case
              when conninfo ~ '^postgres(ql)?://'
              then substring(conninfo from '[?&]application_name=([^&[:space:]]*)')
              else (select part[2] from regexp_matches(conninfo,
                '([[:alnum:]_]+)\\s*=\\s*(''(?:[^''\\\\]|\\\\.)*''|[^[:space:]'']\\S*)', 'g') as part
                where part[1] = 'application_name' limit 1)
              end
            from (select case when pg_has_role('pg_read_all_settings', 'usage')
              then current_setting('primary_conninfo') else '' end as conninfo) as upstream), '')
        ))::text
      from place\
      """;

  /// For a session that looks often: planning takes most of the statement's time.
  static final String PREPARE = "prepare matriarch_status as " + SQL;

  static final String EXECUTE = "execute matriarch_status";

  private StatusQuery() {}
}

-- Where servers may be, whoever writes them (docs/decisions/0031-addresses-of-servers.md). What is there already stays as it is.

-- Of a host or of a whole network: what it is, if it is no ordinary one. IPv4 within IPv6 is judged as the IPv4 address that it is.
CREATE FUNCTION "openslb_special_network"(p_address inet) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE
    WHEN host(p_address) IN (
      '169.254.169.254', '169.254.170.2', '169.254.170.23', '100.100.100.200', '192.0.0.192', '168.63.129.16',
      'fd00:ec2::254', 'fd00:ec2::23', 'fd20:ce::254') THEN 'metadata'
    WHEN p_address <<= '127.0.0.0/8' OR p_address = '::1' THEN 'loopback'
    WHEN p_address <<= '169.254.0.0/16' OR p_address <<= 'fe80::/10' THEN 'link-local'
    WHEN p_address << '::/96' THEN openslb_special_network('0.0.0.0'::inet + (p_address - '::'::inet))
    WHEN p_address << '64:ff9b::/96' THEN openslb_special_network('0.0.0.0'::inet + (p_address - '64:ff9b::'::inet))
  END
$$;

-- A region whose service addresses are of such a network has servers there too; a metadata service only if a pool has its very address.
CREATE FUNCTION "openslb_check_server_address"() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  v_special text := openslb_special_network(NEW.address);
BEGIN
  IF v_special IS NULL OR (TG_OP = 'UPDATE' AND NEW.address = OLD.address AND NEW.region_id = OLD.region_id) THEN
    RETURN NEW;
  END IF;
  IF NOT EXISTS (
    SELECT 1 FROM address_pool p WHERE p.region_id = NEW.region_id
      AND (NEW.address <<= p.cidr OR (v_special <> 'metadata' AND openslb_special_network(p.cidr) = v_special)))
  THEN
    RAISE EXCEPTION 'ServerAddressForbidden: % is a % address, and no address pool of region % is of that network',
      host(NEW.address), v_special, NEW.region_id USING ERRCODE = 'check_violation', CONSTRAINT = 'server_address_allowed';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER "server_address_allowed"
  BEFORE INSERT OR UPDATE OF address, region_id ON "server"
  FOR EACH ROW EXECUTE FUNCTION openslb_check_server_address();

-- Where this database is: as it sees itself, and as the console, which may come through something in between, says for a transaction
-- (`address port`, with commas between several).
CREATE FUNCTION "openslb_own_database"() RETURNS TABLE (address inet, port integer)
LANGUAGE sql STABLE AS $$
  SELECT host(inet_server_addr())::inet, inet_server_port() WHERE inet_server_addr() IS NOT NULL
  UNION
  SELECT split_part(endpoint, ' ', 1)::inet, split_part(endpoint, ' ', 2)::integer
  FROM string_to_table(NULLIF(current_setting('openslb.database_endpoints', true), ''), ',') endpoint
$$;

-- A database that listens on one loopback address may do so on all of them.
CREATE FUNCTION "openslb_is_own_database"(p_region_id text, p_address inet, p_port integer) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
      SELECT 1 FROM openslb_own_database() o WHERE o.port = p_port AND (o.address = p_address
        OR (openslb_special_network(o.address) = 'loopback' AND openslb_special_network(p_address) = 'loopback')))
    AND NOT EXISTS (SELECT 1 FROM address_pool p WHERE p.region_id = p_region_id AND p_address <<= p.cidr)
$$;

CREATE FUNCTION "openslb_refuse_own_database"(p_region_id text, p_address inet, p_port integer) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  IF openslb_is_own_database(p_region_id, p_address, p_port) THEN
    RAISE EXCEPTION 'ServerPortForbidden: port % of % is the database of this product', p_port, host(p_address)
      USING ERRCODE = 'check_violation', CONSTRAINT = 'server_port_allowed';
  END IF;
END $$;

-- All that connections or checks go to at these servers.
CREATE FUNCTION "openslb_refuse_own_database_at"(p_server_ids text[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM openslb_refuse_own_database(s.region_id, s.address, t.port)
  FROM server s CROSS JOIN LATERAL (
    SELECT m.port FROM active_standby_member m WHERE m.server_id = s.id
    UNION SELECT h.port FROM active_standby_member m
      JOIN listener l ON l.active_standby_group_id = m.group_id JOIN health_check h ON h.listener_id = l.id WHERE m.server_id = s.id
    UNION SELECT m.port FROM vserver_member m WHERE m.server_id = s.id
    UNION SELECT h.port FROM vserver_member m
      JOIN listener l ON l.vserver_group_id = m.group_id JOIN health_check h ON h.listener_id = l.id WHERE m.server_id = s.id
    UNION SELECT unnest(ARRAY[l.backend_port, h.port]) FROM default_server d
      JOIN listener l ON l.load_balancer_id = d.load_balancer_id AND l.backend_port IS NOT NULL
      LEFT JOIN health_check h ON h.listener_id = l.id WHERE d.server_id = s.id
  ) t
  WHERE s.id = ANY (p_server_ids) AND t.port IN (SELECT o.port FROM openslb_own_database() o);
END $$;

CREATE FUNCTION "openslb_check_target_of_server"() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM openslb_refuse_own_database_at(ARRAY[NEW.id]);
  RETURN NULL;
END $$;

CREATE FUNCTION "openslb_check_target_of_member"() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM openslb_refuse_own_database_at(ARRAY[NEW.server_id]);
  RETURN NULL;
END $$;

CREATE FUNCTION "openslb_servers_of_listener"(p_listener_id text) RETURNS text[]
LANGUAGE sql STABLE AS $$
  SELECT array_agg(t.server_id) FROM (
    SELECT m.server_id FROM listener l JOIN active_standby_member m ON m.group_id = l.active_standby_group_id WHERE l.id = p_listener_id
    UNION SELECT m.server_id FROM listener l JOIN vserver_member m ON m.group_id = l.vserver_group_id WHERE l.id = p_listener_id
    UNION SELECT d.server_id FROM listener l JOIN default_server d ON d.load_balancer_id = l.load_balancer_id
      WHERE l.id = p_listener_id AND l.backend_port IS NOT NULL
  ) t
$$;

CREATE FUNCTION "openslb_check_target_of_listener"() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM openslb_refuse_own_database_at(openslb_servers_of_listener(NEW.id));
  RETURN NULL;
END $$;

CREATE FUNCTION "openslb_check_target_of_check"() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.port IN (SELECT o.port FROM openslb_own_database() o) THEN
    PERFORM openslb_refuse_own_database_at(openslb_servers_of_listener(NEW.listener_id));
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION "openslb_check_target_of_probe"() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM openslb_refuse_own_database(NEW.region_id, NEW.address, NEW.port);
  RETURN NULL;
END $$;

CREATE TRIGGER "server_port_allowed" AFTER UPDATE OF address ON "server"
  FOR EACH ROW WHEN (NEW.address <> OLD.address) EXECUTE FUNCTION openslb_check_target_of_server();
CREATE TRIGGER "active_standby_member_port_allowed" AFTER INSERT OR UPDATE OF port, server_id ON "active_standby_member"
  FOR EACH ROW EXECUTE FUNCTION openslb_check_target_of_member();
CREATE TRIGGER "vserver_member_port_allowed" AFTER INSERT OR UPDATE OF port, server_id ON "vserver_member"
  FOR EACH ROW EXECUTE FUNCTION openslb_check_target_of_member();
CREATE TRIGGER "default_server_port_allowed" AFTER INSERT OR UPDATE OF server_id ON "default_server"
  FOR EACH ROW EXECUTE FUNCTION openslb_check_target_of_member();
CREATE TRIGGER "listener_target_port_allowed" AFTER INSERT OR UPDATE OF backend_port, active_standby_group_id, vserver_group_id ON "listener"
  FOR EACH ROW EXECUTE FUNCTION openslb_check_target_of_listener();
CREATE TRIGGER "health_check_port_allowed" AFTER INSERT OR UPDATE OF port ON "health_check"
  FOR EACH ROW WHEN (NEW.port IS NOT NULL) EXECUTE FUNCTION openslb_check_target_of_check();
CREATE TRIGGER "probe_request_port_allowed" AFTER INSERT ON "probe_request"
  FOR EACH ROW EXECUTE FUNCTION openslb_check_target_of_probe();

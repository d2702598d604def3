BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'subsidy','tables','2026-11-23 21:03:49.552979+00:00');
INSERT INTO "_sqlite_migrations" VALUES(2,'subsidy','letters','2026-11-23 21:03:49.553379+00:00');
INSERT INTO "_sqlite_migrations" VALUES(3,'subsidy','applying','2026-11-23 21:03:49.554036+00:00');
INSERT INTO "_sqlite_migrations" VALUES(4,'subsidy','bureau','2026-11-23 21:03:49.555625+00:00');
CREATE TABLE accounts (
        id INTEGER PRIMARY KEY, login TEXT NOT NULL UNIQUE, role TEXT NOT NULL, uscc TEXT, name TEXT NOT NULL,
        password TEXT NOT NULL, changed TEXT NOT NULL, disabled TEXT, created TEXT NOT NULL,
        CHECK ((role = 'firm') = (uscc IS NOT NULL))) STRICT;
INSERT INTO "accounts" VALUES(1,'jing','staff',NULL,'示例经办jing','$argon2id$v=19$m=19456,t=2,p=1$22dwJOo2grdxL3Q7pjNt8g$01Fx8dhp7GtipGsZCWxRgFcJLuBZEfABBi4LSg6W+4Y','2026-11-23T21:03:49+00:00',NULL,'2026-11-23T21:03:49+00:00');
INSERT INTO "accounts" VALUES(2,'fu','staff',NULL,'示例复核fu','$argon2id$v=19$m=19456,t=2,p=1$7tjen1M/yqiBA+mpAockJw$zxX2u3R9CBpuTMu/y234LZyUkH/teji/r8gZoDXIA7I','2026-11-23T21:03:49+00:00',NULL,'2026-11-23T21:03:49+00:00');
INSERT INTO "accounts" VALUES(3,'qian','staff',NULL,'示例签批qian','$argon2id$v=19$m=19456,t=2,p=1$YupzZ/58MxelM/+lGBEUPQ$usF4K/830UhQOEXQcA9Zg984U0hgIuVqhIBvu17crXQ','2026-11-23T21:03:49+00:00',NULL,'2026-11-23T21:03:49+00:00');
INSERT INTO "accounts" VALUES(4,'cai','staff',NULL,'示例财务cai','$argon2id$v=19$m=19456,t=2,p=1$GFELM1DbcHfzoAEVoYIK9w$2tEO6OnbSUy/mv/yHU52vzg7YGqWbC0sIEvKtYd5tIU','2026-11-23T21:03:49+00:00',NULL,'2026-11-23T21:03:49+00:00');
INSERT INTO "accounts" VALUES(5,'shen','staff',NULL,'示例审计shen','$argon2id$v=19$m=19456,t=2,p=1$24tIi55KEiwM3NEIHDdVqg$GRjzmcRto9m63lPiPJbg19Ry42E8Npe2ltrH5E/8iTw','2026-11-23T21:03:49+00:00',NULL,'2026-11-23T21:03:49+00:00');
INSERT INTO "accounts" VALUES(6,'guan','staff',NULL,'示例管理员guan','$argon2id$v=19$m=19456,t=2,p=1$iJnT9JDaY9FQBZ/Z3QQm1w$19xKLXFck6k1siUSMYDNW4/nNSOH53zyo8NXF6sw+LI','2026-11-23T21:03:49+00:00',NULL,'2026-11-23T21:03:49+00:00');
INSERT INTO "accounts" VALUES(7,'er','staff',NULL,'示例管理员er','$argon2id$v=19$m=19456,t=2,p=1$VWMbm8/l7dOYwlgPWHllsw$+xU6v+CQ+5rX2SaIMOiyN/07pp7TdQCS8N48ZVORyrs','2026-11-23T21:03:49+00:00',NULL,'2026-11-23T21:03:49+00:00');
INSERT INTO "accounts" VALUES(8,'lin','staff',NULL,'示例临时','$argon2id$v=19$m=19456,t=2,p=1$5benr8ev2Z6JcseQEgdxKg$YTbLJBpu8BCUPlma6IP7HerBbly8Ab6ueWRu4blWNd0','2026-11-23T21:03:49+00:00','2026-11-23T21:03:49+00:00','2026-11-23T21:03:49+00:00');
INSERT INTO "accounts" VALUES(9,'91330402MA2AB123XK','firm','91330402MA2AB123XK','示例甲软件有限公司','$argon2id$v=19$m=19456,t=2,p=1$9zFOJWfeLEVcDLCbcb78tA$ly+34UWvkh32khrBiefAq9573GZEhF/IyG5B5zh0ks4','2026-11-23T21:03:49+00:00',NULL,'2026-11-23T21:03:49+00:00');
CREATE TABLE applications (
        id INTEGER PRIMARY KEY, policy TEXT NOT NULL, year INTEGER NOT NULL, uscc TEXT NOT NULL REFERENCES firms,
        case_id TEXT NOT NULL, received TEXT NOT NULL,
        UNIQUE (policy, year, uscc)) STRICT;
INSERT INTO "applications" VALUES(1,'jiaxing-2022-10',2022,'91330402MA2AB123XK','2022-91330402MA2AB123XK','2026-11-23T21:03:50+00:00');
INSERT INTO "applications" VALUES(2,'jiaxing-2022-10',2022,'91330411MA2AB123XL','2022-91330411MA2AB123XL','2026-11-23T21:03:50+00:00');
INSERT INTO "applications" VALUES(3,'jiaxing-2022-10',2022,'91330481MA2AB123X1','2022-91330481MA2AB123X1','2026-11-23T21:03:50+00:00');
INSERT INTO "applications" VALUES(4,'jiaxing-2022-10',2022,'91330483MA2AB123XX','2022-91330483MA2AB123XX','2026-11-23T21:03:50+00:00');
CREATE TABLE approvals (
        id INTEGER PRIMARY KEY, run TEXT NOT NULL REFERENCES runs, digest TEXT NOT NULL, at TEXT NOT NULL,
        actor TEXT NOT NULL) STRICT;
INSERT INTO "approvals" VALUES(1,'2022-001','7eaf134c004a0476bf9af566c70ee6d104e919168876dd1208e02fd7a3907938','2026-11-23T21:03:50+00:00','qian');
CREATE TABLE approved_decisions (
        id INTEGER PRIMARY KEY, decision INTEGER NOT NULL UNIQUE REFERENCES decisions,
        approval INTEGER NOT NULL REFERENCES approvals) STRICT;
INSERT INTO "approved_decisions" VALUES(1,1,1);
INSERT INTO "approved_decisions" VALUES(2,3,1);
CREATE TABLE assignments (
        id INTEGER PRIMARY KEY, application INTEGER NOT NULL REFERENCES applications, assignee TEXT NOT NULL,
        at TEXT NOT NULL, actor TEXT NOT NULL) STRICT;
INSERT INTO "assignments" VALUES(1,1,'jing','2026-11-23T21:03:50+00:00','fu');
CREATE TABLE attempts (id INTEGER PRIMARY KEY, key TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
CREATE TABLE audit (
        id INTEGER PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, act TEXT NOT NULL, subject TEXT NOT NULL,
        detail TEXT NOT NULL, source TEXT NOT NULL DEFAULT '') STRICT;
INSERT INTO "audit" VALUES(1,'2026-11-23T21:03:49+00:00','示例管理','staff_add','jing','{"name": "示例经办jing", "roles": ["handler"]}','10.0.0.7');
INSERT INTO "audit" VALUES(2,'2026-11-23T21:03:49+00:00','示例管理','account_code','jing','{"expires": "2026-11-30T21:03:49+00:00", "purpose": "reset"}','10.0.0.7');
INSERT INTO "audit" VALUES(3,'2026-11-23T21:03:49+00:00','jing','account_reset','jing','{}','10.0.0.7');
INSERT INTO "audit" VALUES(4,'2026-11-23T21:03:49+00:00','示例管理','staff_add','fu','{"name": "示例复核fu", "roles": ["reviewer"]}','10.0.0.7');
INSERT INTO "audit" VALUES(5,'2026-11-23T21:03:49+00:00','示例管理','account_code','fu','{"expires": "2026-11-30T21:03:49+00:00", "purpose": "reset"}','10.0.0.7');
INSERT INTO "audit" VALUES(6,'2026-11-23T21:03:49+00:00','fu','account_reset','fu','{}','10.0.0.7');
INSERT INTO "audit" VALUES(7,'2026-11-23T21:03:49+00:00','示例管理','staff_add','qian','{"name": "示例签批qian", "roles": ["approver"]}','10.0.0.7');
INSERT INTO "audit" VALUES(8,'2026-11-23T21:03:49+00:00','示例管理','account_code','qian','{"expires": "2026-11-30T21:03:49+00:00", "purpose": "reset"}','10.0.0.7');
INSERT INTO "audit" VALUES(9,'2026-11-23T21:03:49+00:00','qian','account_reset','qian','{}','10.0.0.7');
INSERT INTO "audit" VALUES(10,'2026-11-23T21:03:49+00:00','示例管理','staff_add','cai','{"name": "示例财务cai", "roles": ["finance"]}','10.0.0.7');
INSERT INTO "audit" VALUES(11,'2026-11-23T21:03:49+00:00','示例管理','account_code','cai','{"expires": "2026-11-30T21:03:49+00:00", "purpose": "reset"}','10.0.0.7');
INSERT INTO "audit" VALUES(12,'2026-11-23T21:03:49+00:00','cai','account_reset','cai','{}','10.0.0.7');
INSERT INTO "audit" VALUES(13,'2026-11-23T21:03:49+00:00','示例管理','staff_add','shen','{"name": "示例审计shen", "roles": ["auditor"]}','10.0.0.7');
INSERT INTO "audit" VALUES(14,'2026-11-23T21:03:49+00:00','示例管理','account_code','shen','{"expires": "2026-11-30T21:03:49+00:00", "purpose": "reset"}','10.0.0.7');
INSERT INTO "audit" VALUES(15,'2026-11-23T21:03:49+00:00','shen','account_reset','shen','{}','10.0.0.7');
INSERT INTO "audit" VALUES(16,'2026-11-23T21:03:49+00:00','示例管理','staff_add','guan','{"name": "示例管理员guan", "roles": ["admin"]}','10.0.0.7');
INSERT INTO "audit" VALUES(17,'2026-11-23T21:03:49+00:00','示例管理','account_code','guan','{"expires": "2026-11-30T21:03:49+00:00", "purpose": "reset"}','10.0.0.7');
INSERT INTO "audit" VALUES(18,'2026-11-23T21:03:49+00:00','guan','account_reset','guan','{}','10.0.0.7');
INSERT INTO "audit" VALUES(19,'2026-11-23T21:03:49+00:00','示例管理','staff_add','er','{"name": "示例管理员er", "roles": ["admin"]}','10.0.0.7');
INSERT INTO "audit" VALUES(20,'2026-11-23T21:03:49+00:00','示例管理','account_code','er','{"expires": "2026-11-30T21:03:49+00:00", "purpose": "reset"}','10.0.0.7');
INSERT INTO "audit" VALUES(21,'2026-11-23T21:03:49+00:00','er','account_reset','er','{}','10.0.0.7');
INSERT INTO "audit" VALUES(22,'2026-11-23T21:03:49+00:00','guan','staff_add','lin','{"name": "示例临时", "roles": ["handler"]}','10.0.0.7');
INSERT INTO "audit" VALUES(23,'2026-11-23T21:03:49+00:00','guan','account_code','lin','{"expires": "2026-11-30T21:03:49+00:00", "purpose": "reset"}','10.0.0.7');
INSERT INTO "audit" VALUES(24,'2026-11-23T21:03:49+00:00','guan','staff_roles','lin','{"after": ["reviewer"], "before": ["handler"]}','10.0.0.7');
INSERT INTO "audit" VALUES(25,'2026-11-23T21:03:49+00:00','guan','account_disable','lin','{}','10.0.0.7');
INSERT INTO "audit" VALUES(26,'2026-11-23T21:03:49+00:00','guan','account_enable','lin','{}','10.0.0.7');
INSERT INTO "audit" VALUES(27,'2026-11-23T21:03:49+00:00','guan','account_disable','lin','{}','10.0.0.7');
INSERT INTO "audit" VALUES(28,'2026-11-23T21:03:49+00:00','91330402MA2AB123XK','account_register','91330402MA2AB123XK','{"code": false, "name": "示例甲软件有限公司"}','10.0.0.7');
INSERT INTO "audit" VALUES(29,'2026-11-23T21:03:49+00:00','91330402MA2AB123XK','account_password','91330402MA2AB123XK','{}','10.0.0.7');
INSERT INTO "audit" VALUES(30,'2026-11-23T21:03:49+00:00','91330402MA2AB123XK','draft_save','draft:91330402MA2AB123XK','{"policy": "jiaxing-2022-10", "section": "firm", "version": 1, "year": 2022}','10.0.0.7');
INSERT INTO "audit" VALUES(31,'2026-11-23T21:03:49+00:00','91330402MA2AB123XK','draft_save','draft:91330402MA2AB123XK','{"policy": "jiaxing-2022-10", "section": "financing", "version": 1, "year": 2022}','10.0.0.7');
INSERT INTO "audit" VALUES(32,'2026-11-23T21:03:49+00:00','91330402MA2AB123XK','draft_save','draft:91330402MA2AB123XK','{"policy": "jiaxing-2022-10", "section": "revenue_tier", "version": 1, "year": 2022}','10.0.0.7');
INSERT INTO "audit" VALUES(33,'2026-11-23T21:03:49+00:00','91330402MA2AB123XK','draft_save','draft:91330402MA2AB123XK','{"policy": "jiaxing-2022-10", "section": "training_refund", "version": 1, "year": 2022}','10.0.0.7');
INSERT INTO "audit" VALUES(34,'2026-11-23T21:03:49+00:00','91330402MA2AB123XK','draft_save','draft:91330402MA2AB123XK','{"policy": "jiaxing-2022-10", "section": "major_project", "version": 1, "year": 2022}','10.0.0.7');
INSERT INTO "audit" VALUES(35,'2026-11-23T21:03:49+00:00','91330402MA2AB123XK','draft_remove','draft:91330402MA2AB123XK','{"policy": "jiaxing-2022-10", "section": "financing", "version": 2, "year": 2022}','10.0.0.7');
INSERT INTO "audit" VALUES(36,'2026-11-23T21:03:49+00:00','91330402MA2AB123XK','evidence_add','evidence:91330402MA2AB123XK','{"digest": "aec64b57d86af981069e7fcb1e88bda0b502b8b2f1547ef82a64d3b418ed9972", "evidence": 1, "policy": "jiaxing-2022-10", "section": "revenue_tier", "year": 2022}','10.0.0.7');
INSERT INTO "audit" VALUES(37,'2026-11-23T21:03:49+00:00','91330402MA2AB123XK','evidence_remove','evidence:91330402MA2AB123XK','{"evidence": 1, "policy": "jiaxing-2022-10", "section": "revenue_tier", "year": 2022}','10.0.0.7');
INSERT INTO "audit" VALUES(38,'2026-11-23T21:03:49+00:00','91330402MA2AB123XK','evidence_add','evidence:91330402MA2AB123XK','{"digest": "aec64b57d86af981069e7fcb1e88bda0b502b8b2f1547ef82a64d3b418ed9972", "evidence": 2, "policy": "jiaxing-2022-10", "section": "major_project", "year": 2022}','10.0.0.7');
INSERT INTO "audit" VALUES(39,'2026-11-23T21:03:49+00:00','91330402MA2AB123XK','evidence_add','evidence:91330402MA2AB123XK','{"digest": "aec64b57d86af981069e7fcb1e88bda0b502b8b2f1547ef82a64d3b418ed9972", "evidence": 3, "policy": "jiaxing-2022-10", "section": "major_project", "year": 2022}','10.0.0.7');
INSERT INTO "audit" VALUES(40,'2026-11-23T21:03:49+00:00','91330402MA2AB123XK','evidence_add','evidence:91330402MA2AB123XK','{"digest": "aec64b57d86af981069e7fcb1e88bda0b502b8b2f1547ef82a64d3b418ed9972", "evidence": 4, "policy": "jiaxing-2022-10", "section": "training_refund", "year": 2022}','10.0.0.7');
INSERT INTO "audit" VALUES(41,'2026-11-23T21:03:49+00:00','91330402MA2AB123XK','evidence_add','evidence:91330402MA2AB123XK','{"digest": "aec64b57d86af981069e7fcb1e88bda0b502b8b2f1547ef82a64d3b418ed9972", "evidence": 5, "policy": "jiaxing-2022-10", "section": "training_refund", "year": 2022}','10.0.0.7');
INSERT INTO "audit" VALUES(42,'2026-11-23T21:03:49+00:00','91330402MA2AB123XK','evidence_add','evidence:91330402MA2AB123XK','{"digest": "aec64b57d86af981069e7fcb1e88bda0b502b8b2f1547ef82a64d3b418ed9972", "evidence": 6, "policy": "jiaxing-2022-10", "section": "revenue_tier", "year": 2022}','10.0.0.7');
INSERT INTO "audit" VALUES(43,'2026-11-23T21:03:50+00:00','91330402MA2AB123XK','take_in','submission:91330402MA2AB123XK/2022/1','{"accepted": 0, "changed": 0, "claims": 3, "firms": 1, "history": 0, "refused": 0, "reopened": 0}','10.0.0.7');
INSERT INTO "audit" VALUES(44,'2026-11-23T21:03:50+00:00','91330402MA2AB123XK','submit','application:jiaxing-2022-10/2022/91330402MA2AB123XK','{"kind": "submitted", "number": 1}','10.0.0.7');
INSERT INTO "audit" VALUES(45,'2026-11-23T21:03:50+00:00','jing','return','application:jiaxing-2022-10/2022/91330402MA2AB123XK','{"sections": {"major_project": "不属于本项", "training_refund": "培训费与发票不符"}}','10.0.0.7');
INSERT INTO "audit" VALUES(46,'2026-11-23T21:03:50+00:00','91330402MA2AB123XK','draft_save','draft:91330402MA2AB123XK','{"policy": "jiaxing-2022-10", "section": "major_project", "version": 2, "year": 2022}','10.0.0.7');
INSERT INTO "audit" VALUES(47,'2026-11-23T21:03:50+00:00','91330402MA2AB123XK','draft_save','draft:91330402MA2AB123XK','{"policy": "jiaxing-2022-10", "section": "training_refund", "version": 2, "year": 2022}','10.0.0.7');
INSERT INTO "audit" VALUES(48,'2026-11-23T21:03:50+00:00','91330402MA2AB123XK','withdraw_claim','application:1','{"claim": 1}','10.0.0.7');
INSERT INTO "audit" VALUES(49,'2026-11-23T21:03:50+00:00','91330402MA2AB123XK','change_claim','application:1','{"after": "{\"trainees\":[{\"certificate\":\"PX-1\",\"employed_in_city\":true,\"fee\":\"3200.00\",\"id_number\":\"110101199003078515\",\"name\":\"示例甲某\",\"passed\":true,\"provider_qualified\":true}]}", "before": "{\"trainees\":[{\"certificate\":\"PX-1\",\"employed_in_city\":true,\"fee\":\"3000.00\",\"id_number\":\"110101199003078515\",\"name\":\"示例甲某\",\"passed\":true,\"provider_qualified\":true}]}", "claim": 2}','10.0.0.7');
INSERT INTO "audit" VALUES(50,'2026-11-23T21:03:50+00:00','91330402MA2AB123XK','take_in','submission:91330402MA2AB123XK/2022/2','{"accepted": 0, "changed": 1, "claims": 0, "firms": 0, "history": 0, "refused": 0, "reopened": 0}','10.0.0.7');
INSERT INTO "audit" VALUES(51,'2026-11-23T21:03:50+00:00','91330402MA2AB123XK','submit','application:jiaxing-2022-10/2022/91330402MA2AB123XK','{"kind": "resubmitted", "number": 2}','10.0.0.7');
INSERT INTO "audit" VALUES(52,'2026-11-23T21:03:50+00:00','fu','assign','application:1','{"after": "jing", "before": ""}','10.0.0.7');
INSERT INTO "audit" VALUES(53,'2026-11-23T21:03:50+00:00','jing','comment','application:1','{"text": "请核对身份证 110101199003078515 的社保记录"}','10.0.0.7');
INSERT INTO "audit" VALUES(54,'2026-11-23T21:03:50+00:00','jing','conditions','91330402MA2AB123XK','{"after": {"conditions": {"registered_in_city": true, "serious_dishonesty": false, "software_firm": true}}, "before": {"conditions": {}}, "note": "查询名录"}','10.0.0.7');
INSERT INTO "audit" VALUES(55,'2026-11-23T21:03:50+00:00','jing','check','91330402MA2AB123XK','{"conditions": {"registered_in_city": "pass", "serious_dishonesty": "pass", "software_firm": "pass"}, "note": "查询名录"}','10.0.0.7');
INSERT INTO "audit" VALUES(56,'2026-11-23T21:03:50+00:00','jing','check','application:1','{"claim": 3, "results": [{"after": {"note": "核对无误", "result": "pass"}, "before": {"note": "", "result": "", "stale": false}, "check": "auto.code"}, {"after": {"note": "核对无误", "result": "pass"}, "before": {"note": "", "result": "", "stale": false}, "check": "auto.account"}, {"after": {"note": "核对无误", "result": "pass"}, "before": {"note": "", "result": "", "stale": false}, "check": "auto.file"}, {"after": {"note": "核对无误", "result": "pass"}, "before": {"note": "", "result": "", "stale": false}, "check": "auto.growth"}, {"after": {"note": "核对无误", "result": "pass"}, "before": {"note": "", "result": "", "stale": false}, "check": "evidence.audit"}, {"after": {"note": "核对无误", "result": "pass"}, "before": {"note": "", "result": "", "stale": false}, "check": "evidence.statistics"}, {"after": {"note": "核对无误", "result": "pass"}, "before": {"note": "", "result": "", "stale": false}, "check": "evidence.tax"}]}','10.0.0.7');
INSERT INTO "audit" VALUES(57,'2026-11-23T21:03:50+00:00','jing','check','application:1','{"after": "checked", "before": "open", "claim": 3}','10.0.0.7');
INSERT INTO "audit" VALUES(58,'2026-11-23T21:03:50+00:00','fu','review','application:1','{"after": "ready", "before": "checked", "claim": 3}','10.0.0.7');
INSERT INTO "audit" VALUES(59,'2026-11-23T21:03:50+00:00','fu','void','application:1','{"after": "voided", "before": "reviewed", "claim": 3, "reason": "复核退回：审计报告缺页，请再核对"}','10.0.0.7');
INSERT INTO "audit" VALUES(60,'2026-11-23T21:03:50+00:00','office','take_in','','{"accepted": 0, "changed": 0, "claims": 4, "firms": 3, "history": 0, "refused": 0, "reopened": 0}','10.0.0.7');
INSERT INTO "audit" VALUES(61,'2026-11-23T21:03:50+00:00','office','change_firm','91330411MA2AB123XL','{"after": {"account": "0012345678901234567", "account_name": null, "bank": "示例银行嘉兴分行", "bank_code": "313335000011", "conditions": {"registered_in_city": true, "serious_dishonesty": false, "software_firm": true}, "contact": null, "district": "南湖区", "legal_representative": null, "name": "示例23XL软件有限公司", "phone": "0573-11111111", "uscc": "91330411MA2AB123XL"}, "before": {"account": "0012345678901234567", "account_name": null, "bank": "示例银行嘉兴分行", "bank_code": "313335000011", "conditions": {"registered_in_city": true, "serious_dishonesty": false, "software_firm": true}, "contact": null, "district": "南湖区", "legal_representative": null, "name": "示例23XL软件有限公司", "phone": null, "uscc": "91330411MA2AB123XL"}}','10.0.0.7');
INSERT INTO "audit" VALUES(62,'2026-11-23T21:03:50+00:00','office','take_in','','{"accepted": 0, "changed": 0, "claims": 0, "firms": 1, "history": 0, "refused": 0, "reopened": 0}','10.0.0.7');
INSERT INTO "audit" VALUES(63,'2026-11-23T21:03:50+00:00','guan','set_budget','jiaxing-2022-10/2022','{"after": 150000, "before": null}','10.0.0.7');
INSERT INTO "audit" VALUES(64,'2026-11-23T21:03:50+00:00','jing','run','2022-001','{"firms": 3, "granted": 120000, "reserved": 0}','10.0.0.7');
INSERT INTO "audit" VALUES(65,'2026-11-23T21:03:50+00:00','jing','reverse','award:2','{"amount": 40000, "reason": "材料与申报内容不一致，另行核实"}','10.0.0.7');
INSERT INTO "audit" VALUES(66,'2026-11-23T21:03:50+00:00','jing','exclude','2022-001','{"claims": [8], "decision": 2, "reason": "材料与申报内容不一致，另行核实", "reversed": 40000, "uscc": "91330481MA2AB123X1"}','10.0.0.7');
INSERT INTO "audit" VALUES(67,'2026-11-23T21:03:50+00:00','jing','publish','2022-001','{"after": {"days": 5, "digest": "7eaf134c004a0476bf9af566c70ee6d104e919168876dd1208e02fd7a3907938", "ends": "2026-11-30", "id": 1, "sha256": "cf1fc02349288f87eff2e2fffe9e32a6d8d64c5dd167a1178fd8c2183a9057b4", "starts": "2026-11-23"}, "before": null}','10.0.0.7');
INSERT INTO "audit" VALUES(68,'2026-11-23T21:03:50+00:00','fu','object','2022-001','{"decision": 3, "objection": 1, "received": "2026-11-23", "text": "项目不在本市实施", "uscc": "91330483MA2AB123XX", "who": "示例单位"}','10.0.0.7');
INSERT INTO "audit" VALUES(69,'2026-11-23T21:03:50+00:00','qian','answer','2022-001','{"excluded": false, "objection": 1, "outcome": "rejected", "text": "经核实项目在本市实施", "uscc": "91330483MA2AB123XX"}','10.0.0.7');
INSERT INTO "audit" VALUES(70,'2026-11-23T21:03:50+00:00','qian','approve','2022-001','{"decisions": 2, "digest": "7eaf134c004a0476bf9af566c70ee6d104e919168876dd1208e02fd7a3907938", "held": 0}','10.0.0.7');
INSERT INTO "audit" VALUES(71,'2026-11-23T21:03:50+00:00','qian','issue','2022-001','{"from": "示例信〔2027〕1号", "left": 0, "letters": 2, "to": "示例信〔2027〕2号"}','10.0.0.7');
INSERT INTO "audit" VALUES(72,'2026-11-23T21:03:50+00:00','jing','finding','application:2','{"after": {"amount": 0, "body": {}, "claim": 5, "outcome": "refused", "reason": "上年没有收入，增速无从认定"}, "before": null, "claim": 5}','10.0.0.7');
INSERT INTO "audit" VALUES(73,'2026-11-23T21:03:50+00:00','jing','void','application:2','{"after": "voided", "before": "imported", "claim": 5, "reason": "人工核定意见有变动"}','10.0.0.7');
INSERT INTO "audit" VALUES(74,'2026-11-23T21:03:50+00:00','cai','pay','2022-001/91330411MA2AB123XL','{"after": {"amount": 50000, "day": "2026-11-23", "kind": "paid", "note": "", "source": "回执.xlsx，工作表 拨付清单，第 4 行", "voucher": "ZF-1"}, "before": {"paid": 0, "recovered": 0, "state": "open"}}','10.0.0.7');
INSERT INTO "audit" VALUES(75,'2026-11-23T21:03:50+00:00','cai','pay','2022-001/91330483MA2AB123XX','{"after": {"amount": 30000, "day": "2026-11-23", "kind": "failed", "note": "账户已注销", "source": "回执.xlsx，工作表 拨付清单，第 5 行", "voucher": ""}, "before": {"paid": 0, "recovered": 0, "state": "open"}}','10.0.0.7');
INSERT INTO "audit" VALUES(76,'2026-11-23T21:03:50+00:00','guan','propose','jiaxing-2022-10/2022','{"after": 500000, "before": 150000, "kind": "appropriation", "policy": "jiaxing-2022-10", "proposal": 1, "reason": "市财政追加软件产业专项资金", "year": 2022}','10.0.0.7');
INSERT INTO "audit" VALUES(77,'2026-11-23T21:03:50+00:00','er','set_budget','jiaxing-2022-10/2022','{"after": 500000, "before": 150000, "proposal": 1, "proposed_by": "guan", "reason": "市财政追加软件产业专项资金"}','10.0.0.7');
INSERT INTO "audit" VALUES(78,'2026-11-23T21:03:50+00:00','er','answer_proposal','jiaxing-2022-10/2022','{"after": "approved", "before": "", "kind": "appropriation", "proposal": 1, "reason": "同意追加"}','10.0.0.7');
INSERT INTO "audit" VALUES(79,'2026-11-23T21:03:50+00:00','jing','propose','2022-001/91330411MA2AB123XL','{"amount": 50000, "awards": [{"amount": 50000, "granted": 1, "id": 1, "item": "major_project", "title": "软件领域重大项目补助"}], "firm": "示例23XL软件有限公司", "funded": 50000, "item": null, "kind": "reversal", "proposal": 2, "reason": "复核发现申报材料不实", "run": "2022-001", "uscc": "91330411MA2AB123XL"}','10.0.0.7');
INSERT INTO "audit" VALUES(80,'2026-11-23T21:03:50+00:00','qian','reverse','award:1','{"amount": 50000, "proposal": 2, "proposed_by": "jing", "reason": "复核发现申报材料不实"}','10.0.0.7');
INSERT INTO "audit" VALUES(81,'2026-11-23T21:03:50+00:00','qian','answer_proposal','2022-001/91330411MA2AB123XL','{"after": "approved", "before": "", "kind": "reversal", "proposal": 2, "reason": "情况属实，同意"}','10.0.0.7');
INSERT INTO "audit" VALUES(82,'2026-11-23T21:03:50+00:00','guan','propose','jiaxing-2022-10/2022','{"after": 900000, "before": 500000, "kind": "appropriation", "policy": "jiaxing-2022-10", "proposal": 3, "reason": "市财政再次追加专项资金", "year": 2022}','10.0.0.7');
INSERT INTO "audit" VALUES(83,'2026-11-23T21:03:50+00:00','jing','propose','2022-001/91330483MA2AB123XX','{"amount": 30000, "awards": [{"amount": 30000, "granted": 1, "id": 3, "item": "major_project", "title": "软件领域重大项目补助"}], "firm": "示例23XX软件有限公司", "funded": 30000, "item": null, "kind": "reversal", "proposal": 4, "reason": "企业来函放弃本项奖励", "run": "2022-001", "uscc": "91330483MA2AB123XX"}','10.0.0.7');
CREATE TABLE award_keys (
        policy TEXT NOT NULL, uscc TEXT NOT NULL, item TEXT NOT NULL, key TEXT NOT NULL, generation INTEGER NOT NULL,
        award INTEGER NOT NULL REFERENCES awards, UNIQUE (policy, uscc, item, key, generation)) STRICT;
INSERT INTO "award_keys" VALUES('jiaxing-2022-10','91330411MA2AB123XL','major_project','2022/示例项目',0,1);
INSERT INTO "award_keys" VALUES('jiaxing-2022-10','91330481MA2AB123X1','major_project','2022/示例项目',0,2);
INSERT INTO "award_keys" VALUES('jiaxing-2022-10','91330483MA2AB123XX','major_project','2022/示例项目',0,3);
CREATE TABLE awards (
        id INTEGER PRIMARY KEY, line INTEGER UNIQUE REFERENCES lines, source TEXT UNIQUE, policy TEXT NOT NULL,
        uscc TEXT NOT NULL, item TEXT NOT NULL, year INTEGER NOT NULL, amount INTEGER NOT NULL CHECK (amount >= 0),
        facts TEXT NOT NULL, application INTEGER REFERENCES applications, at TEXT NOT NULL,
        CHECK ((line IS NULL) <> (source IS NULL))) STRICT;
INSERT INTO "awards" VALUES(1,1,NULL,'jiaxing-2022-10','91330411MA2AB123XL','major_project',2022,50000,'{"project": "示例项目"}',2,'2026-11-23T21:03:50+00:00');
INSERT INTO "awards" VALUES(2,3,NULL,'jiaxing-2022-10','91330481MA2AB123X1','major_project',2022,40000,'{"project": "示例项目"}',3,'2026-11-23T21:03:50+00:00');
INSERT INTO "awards" VALUES(3,4,NULL,'jiaxing-2022-10','91330483MA2AB123XX','major_project',2022,30000,'{"project": "示例项目"}',4,'2026-11-23T21:03:50+00:00');
CREATE TABLE budgets (
        id INTEGER PRIMARY KEY, policy TEXT NOT NULL, year INTEGER NOT NULL,
        amount INTEGER NOT NULL CHECK (amount >= 0), at TEXT NOT NULL, actor TEXT NOT NULL) STRICT;
INSERT INTO "budgets" VALUES(1,'jiaxing-2022-10',2022,150000,'2026-11-23T21:03:50+00:00','guan');
INSERT INTO "budgets" VALUES(2,'jiaxing-2022-10',2022,500000,'2026-11-23T21:03:50+00:00','er');
CREATE TABLE checks (
        id INTEGER PRIMARY KEY, claim INTEGER NOT NULL REFERENCES claims, name TEXT NOT NULL,
        result TEXT NOT NULL CHECK (result IN ('pass', 'fail', 'na', '')), note TEXT NOT NULL, facts TEXT NOT NULL,
        at TEXT NOT NULL, actor TEXT NOT NULL) STRICT;
INSERT INTO "checks" VALUES(1,2,'condition.software_firm','pass','查询名录','0d116e221b140fc3957aa908ac64546808a80e2c200d8913213ebaf2718422e7','2026-11-23T21:03:50+00:00','jing');
INSERT INTO "checks" VALUES(2,2,'condition.registered_in_city','pass','查询名录','0d116e221b140fc3957aa908ac64546808a80e2c200d8913213ebaf2718422e7','2026-11-23T21:03:50+00:00','jing');
INSERT INTO "checks" VALUES(3,2,'condition.serious_dishonesty','pass','查询名录','0d116e221b140fc3957aa908ac64546808a80e2c200d8913213ebaf2718422e7','2026-11-23T21:03:50+00:00','jing');
INSERT INTO "checks" VALUES(4,3,'condition.software_firm','pass','查询名录','56eab89b8f2b848858eff9af8628496a1058c54bcb853c2d17bacd156cca95ab','2026-11-23T21:03:50+00:00','jing');
INSERT INTO "checks" VALUES(5,3,'condition.registered_in_city','pass','查询名录','56eab89b8f2b848858eff9af8628496a1058c54bcb853c2d17bacd156cca95ab','2026-11-23T21:03:50+00:00','jing');
INSERT INTO "checks" VALUES(6,3,'condition.serious_dishonesty','pass','查询名录','56eab89b8f2b848858eff9af8628496a1058c54bcb853c2d17bacd156cca95ab','2026-11-23T21:03:50+00:00','jing');
INSERT INTO "checks" VALUES(7,3,'auto.code','pass','核对无误','56eab89b8f2b848858eff9af8628496a1058c54bcb853c2d17bacd156cca95ab','2026-11-23T21:03:50+00:00','jing');
INSERT INTO "checks" VALUES(8,3,'auto.account','pass','核对无误','56eab89b8f2b848858eff9af8628496a1058c54bcb853c2d17bacd156cca95ab','2026-11-23T21:03:50+00:00','jing');
INSERT INTO "checks" VALUES(9,3,'auto.file','pass','核对无误','56eab89b8f2b848858eff9af8628496a1058c54bcb853c2d17bacd156cca95ab','2026-11-23T21:03:50+00:00','jing');
INSERT INTO "checks" VALUES(10,3,'auto.growth','pass','核对无误','56eab89b8f2b848858eff9af8628496a1058c54bcb853c2d17bacd156cca95ab','2026-11-23T21:03:50+00:00','jing');
INSERT INTO "checks" VALUES(11,3,'evidence.audit','pass','核对无误','0a05abc3c42fabcf5c09b2998b93e2782ceca41de05dfc59cf7eb11ae0b6cb67','2026-11-23T21:03:50+00:00','jing');
INSERT INTO "checks" VALUES(12,3,'evidence.statistics','pass','核对无误','56eab89b8f2b848858eff9af8628496a1058c54bcb853c2d17bacd156cca95ab','2026-11-23T21:03:50+00:00','jing');
INSERT INTO "checks" VALUES(13,3,'evidence.tax','pass','核对无误','56eab89b8f2b848858eff9af8628496a1058c54bcb853c2d17bacd156cca95ab','2026-11-23T21:03:50+00:00','jing');
CREATE TABLE claim_withdrawals (claim INTEGER PRIMARY KEY REFERENCES claims, at TEXT NOT NULL, actor TEXT NOT NULL) STRICT;
INSERT INTO "claim_withdrawals" VALUES(1,'2026-11-23T21:03:50+00:00','91330402MA2AB123XK');
CREATE TABLE claims (
        id INTEGER PRIMARY KEY, application INTEGER NOT NULL REFERENCES applications, item TEXT NOT NULL,
        key TEXT NOT NULL, version INTEGER NOT NULL, facts TEXT NOT NULL, place TEXT NOT NULL,
        accepted INTEGER NOT NULL CHECK (accepted IN (0, 1)),
        UNIQUE (application, item, key, version)) STRICT;
INSERT INTO "claims" VALUES(1,1,'major_project','示例项目',1,'{"approved":"500000.00","project":"示例项目"}','网上申报第1次·重大项目',0);
INSERT INTO "claims" VALUES(2,1,'training_refund','#1',1,'{"trainees":[{"certificate":"PX-1","employed_in_city":true,"fee":"3200.00","id_number":"110101199003078515","name":"示例甲某","passed":true,"provider_qualified":true}]}','网上申报第1次·培训补助',0);
INSERT INTO "claims" VALUES(3,1,'revenue_tier','',1,'{"previous_revenue":"40000000.00","revenue":"52000000.00"}','网上申报第1次·收入达标',0);
INSERT INTO "claims" VALUES(4,2,'major_project','示例项目',1,'{"approved":"500.00","project":"示例项目"}','第 0 行',1);
INSERT INTO "claims" VALUES(5,2,'revenue_tier','',1,'{"previous_revenue":null,"revenue":"20000000.00"}','第 1 行',0);
INSERT INTO "claims" VALUES(6,3,'major_project','示例项目',1,'{"approved":"400.00","project":"示例项目"}','第 0 行',1);
INSERT INTO "claims" VALUES(7,4,'major_project','示例项目',1,'{"approved":"300.00","project":"示例项目"}','第 0 行',1);
INSERT INTO "claims" VALUES(8,3,'major_project','示例项目',2,'{"approved":"400.00","project":"示例项目"}','第 0 行',0);
CREATE TABLE codes (
        id INTEGER PRIMARY KEY, login TEXT NOT NULL, purpose TEXT NOT NULL CHECK (purpose IN ('activate', 'reset')),
        digest TEXT NOT NULL UNIQUE, expires TEXT NOT NULL, used TEXT, at TEXT NOT NULL, actor TEXT NOT NULL) STRICT;
INSERT INTO "codes" VALUES(1,'jing','reset','bd6c501e776bb4b126b84d2d5666407bf48d1d21ea0335e4b7a45cd4d516c36b','2026-11-30T21:03:49+00:00','2026-11-23T21:03:49+00:00','2026-11-23T21:03:49+00:00','示例管理');
INSERT INTO "codes" VALUES(2,'fu','reset','91cc58d396e14c849e1ac81abaf0b8b57ef753fd49dabdc669671a1ad86644dc','2026-11-30T21:03:49+00:00','2026-11-23T21:03:49+00:00','2026-11-23T21:03:49+00:00','示例管理');
INSERT INTO "codes" VALUES(3,'qian','reset','f3a0f28b86e4453c1c50511ba6e146dd7798d3965e7be3f5f6ce3c300c383c60','2026-11-30T21:03:49+00:00','2026-11-23T21:03:49+00:00','2026-11-23T21:03:49+00:00','示例管理');
INSERT INTO "codes" VALUES(4,'cai','reset','000670eb1de828fe872827b359a598a010271347c9b341f83f90e9a24c49f0de','2026-11-30T21:03:49+00:00','2026-11-23T21:03:49+00:00','2026-11-23T21:03:49+00:00','示例管理');
INSERT INTO "codes" VALUES(5,'shen','reset','4fabf622f2cf070be6f70c225e8f963d006a603d77bb04b0c831f63f014ac704','2026-11-30T21:03:49+00:00','2026-11-23T21:03:49+00:00','2026-11-23T21:03:49+00:00','示例管理');
INSERT INTO "codes" VALUES(6,'guan','reset','d60b2ee0117758be09d536dd7f9199fbf9bd406171daad38227e2bd83e455095','2026-11-30T21:03:49+00:00','2026-11-23T21:03:49+00:00','2026-11-23T21:03:49+00:00','示例管理');
INSERT INTO "codes" VALUES(7,'er','reset','fd44dff85529b51fee8aa6426d83e4ade866f80521172be135651154144502e0','2026-11-30T21:03:49+00:00','2026-11-23T21:03:49+00:00','2026-11-23T21:03:49+00:00','示例管理');
INSERT INTO "codes" VALUES(8,'lin','reset','baf58b05d5b574c2c055d0ac73a68561451e6c423fe321fd2c0afe1716294870','2026-11-30T21:03:49+00:00',NULL,'2026-11-23T21:03:49+00:00','guan');
CREATE TABLE comments (
        id INTEGER PRIMARY KEY, application INTEGER NOT NULL REFERENCES applications, text TEXT NOT NULL,
        at TEXT NOT NULL, actor TEXT NOT NULL) STRICT;
INSERT INTO "comments" VALUES(1,1,'请核对身份证 110101199003078515 的社保记录','2026-11-23T21:03:50+00:00','jing');
CREATE TABLE decisions (
        id INTEGER PRIMARY KEY, run TEXT NOT NULL REFERENCES runs, application INTEGER NOT NULL REFERENCES applications,
        uscc TEXT NOT NULL, total INTEGER NOT NULL, unfunded TEXT NOT NULL, rank INTEGER, body TEXT NOT NULL,
        UNIQUE (run, application)) STRICT;
INSERT INTO "decisions" VALUES(1,'2022-001',2,'91330411MA2AB123XL',50000,'[]',NULL,'{"case": "2022-91330411MA2AB123XL", "policy": "jiaxing-2022-10", "policy_digest": "sha256:fd3d0d26d5a063a1fc98fc4df0c59250ca35b798e33d4772e00b1ff477371138", "year": 2022, "firm": {"uscc": "91330411MA2AB123XL", "name": "示例23XL软件有限公司"}, "lines": [{"claim": 0, "item": "major_project", "clause": "四(一)", "outcome": "granted", "amount": "500.00", "reasons": [{"code": "project_approved", "text": "“示例项目”经核定补助 500 元"}], "workings": ["限额 30,000,000 − 历年已补助 0 = 可补助 30,000,000 元；核定 500 元，取较小者 500 元"], "readings": {}, "title": "软件领域重大项目补助", "subject": 4, "basis": {"facts": 0, "claim": 0}}, {"claim": 1, "item": "revenue_tier", "clause": "四(三)", "outcome": "referred", "amount": "0.00", "reasons": [{"code": "no_previous", "text": "本年软件业务收入 2,000 万元，新达到 2,000 万元档；上年没有软件业务收入，增速无从计算，四(三) 要求增速 10% 以上，转人工核定"}], "workings": ["本年软件业务收入 20,000,000 元，上年无收入；达到的档次：2,000 万元；其中新达到：2,000 万元"], "readings": {}, "title": "软件业务收入达标奖励", "subject": 5, "basis": {"facts": 0, "claim": 1}}], "to_check": [], "total": "500.00", "payee": {"district": "南湖区", "account_name": "", "bank": "示例银行嘉兴分行", "bank_code": "313335000011", "account": "0012345678901234567"}, "facts": [{"policy_digest": "sha256:fd3d0d26d5a063a1fc98fc4df0c59250ca35b798e33d4772e00b1ff477371138", "conditions": {"software_firm": true, "registered_in_city": true, "serious_dishonesty": false}, "claims": [{"item": "major_project", "approved": "500.00", "project": "示例项目"}, {"item": "revenue_tier", "previous_revenue": null, "revenue": "20000000.00"}], "history": []}]}');
INSERT INTO "decisions" VALUES(2,'2022-001',3,'91330481MA2AB123X1',40000,'[]',NULL,'{"case": "2022-91330481MA2AB123X1", "policy": "jiaxing-2022-10", "policy_digest": "sha256:fd3d0d26d5a063a1fc98fc4df0c59250ca35b798e33d4772e00b1ff477371138", "year": 2022, "firm": {"uscc": "91330481MA2AB123X1", "name": "示例23X1软件有限公司"}, "lines": [{"claim": 0, "item": "major_project", "clause": "四(一)", "outcome": "granted", "amount": "400.00", "reasons": [{"code": "project_approved", "text": "“示例项目”经核定补助 400 元"}], "workings": ["限额 30,000,000 − 历年已补助 0 = 可补助 30,000,000 元；核定 400 元，取较小者 400 元"], "readings": {}, "title": "软件领域重大项目补助", "subject": 6, "basis": {"facts": 0, "claim": 0}}], "to_check": [], "total": "400.00", "payee": {"district": "南湖区", "account_name": "", "bank": "示例银行嘉兴分行", "bank_code": "313335000011", "account": "0012345678901234567"}, "facts": [{"policy_digest": "sha256:fd3d0d26d5a063a1fc98fc4df0c59250ca35b798e33d4772e00b1ff477371138", "conditions": {"software_firm": true, "registered_in_city": true, "serious_dishonesty": false}, "claims": [{"item": "major_project", "approved": "400.00", "project": "示例项目"}], "history": []}]}');
INSERT INTO "decisions" VALUES(3,'2022-001',4,'91330483MA2AB123XX',30000,'[]',NULL,'{"case": "2022-91330483MA2AB123XX", "policy": "jiaxing-2022-10", "policy_digest": "sha256:fd3d0d26d5a063a1fc98fc4df0c59250ca35b798e33d4772e00b1ff477371138", "year": 2022, "firm": {"uscc": "91330483MA2AB123XX", "name": "示例23XX软件有限公司"}, "lines": [{"claim": 0, "item": "major_project", "clause": "四(一)", "outcome": "granted", "amount": "300.00", "reasons": [{"code": "project_approved", "text": "“示例项目”经核定补助 300 元"}], "workings": ["限额 30,000,000 − 历年已补助 0 = 可补助 30,000,000 元；核定 300 元，取较小者 300 元"], "readings": {}, "title": "软件领域重大项目补助", "subject": 7, "basis": {"facts": 0, "claim": 0}}], "to_check": [], "total": "300.00", "payee": {"district": "南湖区", "account_name": "", "bank": "示例银行嘉兴分行", "bank_code": "313335000011", "account": "0012345678901234567"}, "facts": [{"policy_digest": "sha256:fd3d0d26d5a063a1fc98fc4df0c59250ca35b798e33d4772e00b1ff477371138", "conditions": {"software_firm": true, "registered_in_city": true, "serious_dishonesty": false}, "claims": [{"item": "major_project", "approved": "300.00", "project": "示例项目"}], "history": []}]}');
CREATE TABLE drafts (
        id INTEGER PRIMARY KEY, uscc TEXT NOT NULL, policy TEXT NOT NULL, year INTEGER NOT NULL, section TEXT NOT NULL,
        body TEXT NOT NULL, version INTEGER NOT NULL CHECK (version > 0), at TEXT NOT NULL,
        UNIQUE (uscc, policy, year, section)) STRICT;
INSERT INTO "drafts" VALUES(1,'91330402MA2AB123XK','jiaxing-2022-10',2022,'firm','{"name": "示例软件有限公司", "district": "南湖区", "contact": "示例联系人", "phone": "0573-00000000", "account_name": "示例软件有限公司", "bank": "示例银行嘉兴分行", "account": "0001"}',1,'2026-11-23T21:03:49+00:00');
INSERT INTO "drafts" VALUES(2,'91330402MA2AB123XK','jiaxing-2022-10',2022,'financing','{"claims": []}',2,'2026-11-23T21:03:49+00:00');
INSERT INTO "drafts" VALUES(3,'91330402MA2AB123XK','jiaxing-2022-10',2022,'revenue_tier','{"claims": [{"revenue": "5200", "previous_revenue": "4000"}]}',1,'2026-11-23T21:03:49+00:00');
INSERT INTO "drafts" VALUES(4,'91330402MA2AB123XK','jiaxing-2022-10',2022,'training_refund','{"claims": [{"trainees": [{"name": "示例甲某", "certificate": "PX-1", "employed_in_city": "是", "passed": "是", "provider_qualified": "是", "fee": "3200", "id_number": "110101199003078515"}]}]}',2,'2026-11-23T21:03:50+00:00');
INSERT INTO "drafts" VALUES(5,'91330402MA2AB123XK','jiaxing-2022-10',2022,'major_project','{"claims": []}',2,'2026-11-23T21:03:50+00:00');
CREATE TABLE events (
        id INTEGER PRIMARY KEY, uscc TEXT NOT NULL, policy TEXT NOT NULL, year INTEGER NOT NULL, kind TEXT NOT NULL,
        body TEXT NOT NULL, at TEXT NOT NULL, actor TEXT NOT NULL) STRICT;
INSERT INTO "events" VALUES(1,'91330402MA2AB123XK','jiaxing-2022-10',2022,'submitted','{"submission": 1}','2026-11-23T21:03:50+00:00','91330402MA2AB123XK');
INSERT INTO "events" VALUES(2,'91330402MA2AB123XK','jiaxing-2022-10',2022,'returned','{"sections": {"major_project": "不属于本项", "training_refund": "培训费与发票不符"}, "versions": {"major_project": 1, "training_refund": 1}}','2026-11-23T21:03:50+00:00','jing');
INSERT INTO "events" VALUES(3,'91330402MA2AB123XK','jiaxing-2022-10',2022,'resubmitted','{"submission": 2}','2026-11-23T21:03:50+00:00','91330402MA2AB123XK');
CREATE TABLE evidence (
        id INTEGER PRIMARY KEY, uscc TEXT NOT NULL, policy TEXT NOT NULL, year INTEGER NOT NULL, section TEXT NOT NULL,
        requirement TEXT NOT NULL, way TEXT NOT NULL, digest TEXT NOT NULL REFERENCES files, name TEXT NOT NULL,
        at TEXT NOT NULL, actor TEXT NOT NULL, removed TEXT) STRICT;
INSERT INTO "evidence" VALUES(1,'91330402MA2AB123XK','jiaxing-2022-10',2022,'revenue_tier','audit','上传','aec64b57d86af981069e7fcb1e88bda0b502b8b2f1547ef82a64d3b418ed9972','旧.pdf','2026-11-23T21:03:49+00:00','91330402MA2AB123XK','2026-11-23T21:03:49+00:00');
INSERT INTO "evidence" VALUES(2,'91330402MA2AB123XK','jiaxing-2022-10',2022,'major_project','investment','上传','aec64b57d86af981069e7fcb1e88bda0b502b8b2f1547ef82a64d3b418ed9972','投资协议或项目批准、备案文件.pdf','2026-11-23T21:03:49+00:00','91330402MA2AB123XK',NULL);
INSERT INTO "evidence" VALUES(3,'91330402MA2AB123XK','jiaxing-2022-10',2022,'major_project','audit','上传','aec64b57d86af981069e7fcb1e88bda0b502b8b2f1547ef82a64d3b418ed9972','项目投资专项审计报告.pdf','2026-11-23T21:03:49+00:00','91330402MA2AB123XK',NULL);
INSERT INTO "evidence" VALUES(4,'91330402MA2AB123XK','jiaxing-2022-10',2022,'training_refund','certificate','上传','aec64b57d86af981069e7fcb1e88bda0b502b8b2f1547ef82a64d3b418ed9972','培训合格证书.pdf','2026-11-23T21:03:49+00:00','91330402MA2AB123XK',NULL);
INSERT INTO "evidence" VALUES(5,'91330402MA2AB123XK','jiaxing-2022-10',2022,'training_refund','payment','上传','aec64b57d86af981069e7fcb1e88bda0b502b8b2f1547ef82a64d3b418ed9972','培训费发票和付款凭证.pdf','2026-11-23T21:03:49+00:00','91330402MA2AB123XK',NULL);
INSERT INTO "evidence" VALUES(6,'91330402MA2AB123XK','jiaxing-2022-10',2022,'revenue_tier','audit','上传','aec64b57d86af981069e7fcb1e88bda0b502b8b2f1547ef82a64d3b418ed9972','本年和上年的审计报告.pdf','2026-11-23T21:03:49+00:00','91330402MA2AB123XK',NULL);
CREATE TABLE exclusions (
        id INTEGER PRIMARY KEY, decision INTEGER NOT NULL UNIQUE REFERENCES decisions, reason TEXT NOT NULL,
        at TEXT NOT NULL, actor TEXT NOT NULL) STRICT;
INSERT INTO "exclusions" VALUES(1,2,'材料与申报内容不一致，另行核实','2026-11-23T21:03:50+00:00','jing');
CREATE TABLE files (digest TEXT PRIMARY KEY, type TEXT NOT NULL, size INTEGER NOT NULL, at TEXT NOT NULL) STRICT;
INSERT INTO "files" VALUES('aec64b57d86af981069e7fcb1e88bda0b502b8b2f1547ef82a64d3b418ed9972','pdf',54,'2026-11-23T21:03:49+00:00');
CREATE TABLE findings (
        id INTEGER PRIMARY KEY, claim INTEGER NOT NULL REFERENCES claims,
        outcome TEXT NOT NULL CHECK (outcome IN ('granted', 'refused', '')),
        amount INTEGER NOT NULL CHECK (amount >= 0), body TEXT NOT NULL, reason TEXT NOT NULL, facts TEXT NOT NULL,
        at TEXT NOT NULL, actor TEXT NOT NULL) STRICT;
INSERT INTO "findings" VALUES(1,5,'refused',0,'{}','上年没有收入，增速无从认定','4069fadb82fc24934424ef2d5f45209a1b80a6ed1bde82eab3ee6691256fbc6b','2026-11-23T21:03:50+00:00','jing');
CREATE TABLE firm_names (uscc TEXT NOT NULL REFERENCES firms, name TEXT NOT NULL, since TEXT NOT NULL, UNIQUE (uscc, name)) STRICT;
INSERT INTO "firm_names" VALUES('91330402MA2AB123XK','示例软件有限公司','2026-11-23T21:03:50+00:00');
INSERT INTO "firm_names" VALUES('91330411MA2AB123XL','示例23XL软件有限公司','2026-11-23T21:03:50+00:00');
INSERT INTO "firm_names" VALUES('91330481MA2AB123X1','示例23X1软件有限公司','2026-11-23T21:03:50+00:00');
INSERT INTO "firm_names" VALUES('91330483MA2AB123XX','示例23XX软件有限公司','2026-11-23T21:03:50+00:00');
CREATE TABLE firms (
        uscc TEXT PRIMARY KEY, name TEXT NOT NULL, district TEXT, legal_representative TEXT, contact TEXT, phone TEXT,
        account_name TEXT, bank TEXT, bank_code TEXT, account TEXT, conditions TEXT NOT NULL) STRICT;
INSERT INTO "firms" VALUES('91330402MA2AB123XK','示例软件有限公司','南湖区',NULL,'示例联系人','0573-00000000','示例软件有限公司','示例银行嘉兴分行',NULL,'0001','{"registered_in_city": true, "serious_dishonesty": false, "software_firm": true}');
INSERT INTO "firms" VALUES('91330411MA2AB123XL','示例23XL软件有限公司','南湖区',NULL,NULL,'0573-11111111',NULL,'示例银行嘉兴分行','313335000011','0012345678901234567','{"registered_in_city": true, "serious_dishonesty": false, "software_firm": true}');
INSERT INTO "firms" VALUES('91330481MA2AB123X1','示例23X1软件有限公司','南湖区',NULL,NULL,NULL,NULL,'示例银行嘉兴分行','313335000011','0012345678901234567','{"registered_in_city": true, "serious_dishonesty": false, "software_firm": true}');
INSERT INTO "firms" VALUES('91330483MA2AB123XX','示例23XX软件有限公司','南湖区',NULL,NULL,NULL,NULL,'示例银行嘉兴分行','313335000011','0012345678901234567','{"registered_in_city": true, "serious_dishonesty": false, "software_firm": true}');
CREATE TABLE jobs (
        id INTEGER PRIMARY KEY, kind TEXT NOT NULL, subject TEXT NOT NULL, asked TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed')), label TEXT NOT NULL,
        done INTEGER NOT NULL, total INTEGER NOT NULL, result TEXT NOT NULL, beat TEXT NOT NULL,
        at TEXT NOT NULL, actor TEXT NOT NULL) STRICT;
CREATE TABLE ledger (
        id INTEGER PRIMARY KEY, policy TEXT NOT NULL, year INTEGER NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('grant', 'reversal')), award INTEGER NOT NULL REFERENCES awards,
        amount INTEGER NOT NULL CHECK (amount >= 0), spent INTEGER NOT NULL CHECK (spent >= 0),
        run TEXT REFERENCES runs, reason TEXT NOT NULL, actor TEXT NOT NULL, at TEXT NOT NULL, UNIQUE (award, kind)) STRICT;
INSERT INTO "ledger" VALUES(1,'jiaxing-2022-10',2022,'grant',1,50000,50000,'2022-001','','jing','2026-11-23T21:03:50+00:00');
INSERT INTO "ledger" VALUES(2,'jiaxing-2022-10',2022,'grant',2,40000,90000,'2022-001','','jing','2026-11-23T21:03:50+00:00');
INSERT INTO "ledger" VALUES(3,'jiaxing-2022-10',2022,'grant',3,30000,120000,'2022-001','','jing','2026-11-23T21:03:50+00:00');
INSERT INTO "ledger" VALUES(4,'jiaxing-2022-10',2022,'reversal',2,40000,80000,'2022-001','材料与申报内容不一致，另行核实','jing','2026-11-23T21:03:50+00:00');
INSERT INTO "ledger" VALUES(5,'jiaxing-2022-10',2022,'reversal',1,50000,30000,'2022-001','复核发现申报材料不实','qian','2026-11-23T21:03:50+00:00');
CREATE TABLE letter_claims (
        letter INTEGER NOT NULL REFERENCES letters, claim INTEGER NOT NULL REFERENCES claims,
        UNIQUE (letter, claim)) STRICT;
INSERT INTO "letter_claims" VALUES(1,4);
INSERT INTO "letter_claims" VALUES(2,7);
CREATE TABLE letters (
        id INTEGER PRIMARY KEY, year INTEGER NOT NULL, number INTEGER NOT NULL, run TEXT NOT NULL REFERENCES runs,
        decision INTEGER NOT NULL REFERENCES decisions,
        kind TEXT NOT NULL CHECK (kind IN ('grant', 'reserve', 'refusal', 'reversal')), uscc TEXT NOT NULL,
        code TEXT NOT NULL UNIQUE, body TEXT NOT NULL, at TEXT NOT NULL, actor TEXT NOT NULL, UNIQUE (year, number)) STRICT;
INSERT INTO "letters" VALUES(1,2027,1,'2022-001',1,'grant','91330411MA2AB123XL','8WMQX478K4TD','{"kind": "grant", "decision": {"case": "2022-91330411MA2AB123XL", "policy": "jiaxing-2022-10", "policy_digest": "sha256:fd3d0d26d5a063a1fc98fc4df0c59250ca35b798e33d4772e00b1ff477371138", "year": 2022, "firm": {"uscc": "91330411MA2AB123XL", "name": "示例23XL软件有限公司"}, "lines": [{"claim": 0, "item": "major_project", "clause": "四(一)", "outcome": "granted", "amount": "500.00", "reasons": [{"code": "project_approved", "text": "“示例项目”经核定补助 500 元"}], "workings": ["限额 30,000,000 − 历年已补助 0 = 可补助 30,000,000 元；核定 500 元，取较小者 500 元"], "readings": {}, "title": "软件领域重大项目补助", "subject": 4, "basis": {"facts": 0, "claim": 0}}, {"claim": 1, "item": "revenue_tier", "clause": "四(三)", "outcome": "referred", "amount": "0.00", "reasons": [{"code": "no_previous", "text": "本年软件业务收入 2,000 万元，新达到 2,000 万元档；上年没有软件业务收入，增速无从计算，四(三) 要求增速 10% 以上，转人工核定"}], "workings": ["本年软件业务收入 20,000,000 元，上年无收入；达到的档次：2,000 万元；其中新达到：2,000 万元"], "readings": {}, "title": "软件业务收入达标奖励", "subject": 5, "basis": {"facts": 0, "claim": 1}}], "to_check": [], "total": "500.00", "payee": {"district": "南湖区", "account_name": "", "bank": "示例银行嘉兴分行", "bank_code": "313335000011", "account": "0012345678901234567"}, "facts": [{"policy_digest": "sha256:fd3d0d26d5a063a1fc98fc4df0c59250ca35b798e33d4772e00b1ff477371138", "conditions": {"software_firm": true, "registered_in_city": true, "serious_dishonesty": false}, "claims": [{"item": "major_project", "approved": "500.00", "project": "示例项目"}, {"item": "revenue_tier", "previous_revenue": null, "revenue": "20000000.00"}], "history": []}], "replaces": ""}, "policy": {"id": "jiaxing-2022-10", "number": "嘉政办发〔2022〕10号", "title": "嘉兴市人民政府办公室关于加快软件产业高质量发展的实施意见", "section": "四、政策支持", "appropriation": {"number": "嘉政发〔2022〕5号", "clause": "三(二)5", "reserve_clause": "四(四)3"}}, "date": "2027-01-22", "district": "南湖区", "account": {"name": "示例23XL软件有限公司", "bank": "示例银行嘉兴分行", "number": "0012345678901234567"}, "rank": null, "office": {"issuer": "嘉兴市经济和信息化局", "number_prefix": "示例信", "region": "浙江省嘉兴市", "contact": "", "phone": "", "address": "", "objection_days": 5, "reconsideration_days": 60, "litigation_months": 6, "reconsideration_to": "", "court": "", "seal_hint": "（印章）", "verify_url": "", "publication_days": 5, "check_days": 20, "holidays": [], "workdays": []}, "number": "示例信〔2027〕1号", "run": "2022-001", "contact": "", "look": "c72c035542036215c06a3bd109eb4ed039db0f8fd31fcd4a6d34f0d6f9e7bcb8"}','2026-11-23T21:03:50+00:00','qian');
INSERT INTO "letters" VALUES(2,2027,2,'2022-001',3,'grant','91330483MA2AB123XX','FHGN7GTFBGG2','{"kind": "grant", "decision": {"case": "2022-91330483MA2AB123XX", "policy": "jiaxing-2022-10", "policy_digest": "sha256:fd3d0d26d5a063a1fc98fc4df0c59250ca35b798e33d4772e00b1ff477371138", "year": 2022, "firm": {"uscc": "91330483MA2AB123XX", "name": "示例23XX软件有限公司"}, "lines": [{"claim": 0, "item": "major_project", "clause": "四(一)", "outcome": "granted", "amount": "300.00", "reasons": [{"code": "project_approved", "text": "“示例项目”经核定补助 300 元"}], "workings": ["限额 30,000,000 − 历年已补助 0 = 可补助 30,000,000 元；核定 300 元，取较小者 300 元"], "readings": {}, "title": "软件领域重大项目补助", "subject": 7, "basis": {"facts": 0, "claim": 0}}], "to_check": [], "total": "300.00", "payee": {"district": "南湖区", "account_name": "", "bank": "示例银行嘉兴分行", "bank_code": "313335000011", "account": "0012345678901234567"}, "facts": [{"policy_digest": "sha256:fd3d0d26d5a063a1fc98fc4df0c59250ca35b798e33d4772e00b1ff477371138", "conditions": {"software_firm": true, "registered_in_city": true, "serious_dishonesty": false}, "claims": [{"item": "major_project", "approved": "300.00", "project": "示例项目"}], "history": []}], "replaces": ""}, "policy": {"id": "jiaxing-2022-10", "number": "嘉政办发〔2022〕10号", "title": "嘉兴市人民政府办公室关于加快软件产业高质量发展的实施意见", "section": "四、政策支持", "appropriation": {"number": "嘉政发〔2022〕5号", "clause": "三(二)5", "reserve_clause": "四(四)3"}}, "date": "2027-01-22", "district": "南湖区", "account": {"name": "示例23XX软件有限公司", "bank": "示例银行嘉兴分行", "number": "0012345678901234567"}, "rank": null, "office": {"issuer": "嘉兴市经济和信息化局", "number_prefix": "示例信", "region": "浙江省嘉兴市", "contact": "", "phone": "", "address": "", "objection_days": 5, "reconsideration_days": 60, "litigation_months": 6, "reconsideration_to": "", "court": "", "seal_hint": "（印章）", "verify_url": "", "publication_days": 5, "check_days": 20, "holidays": [], "workdays": []}, "number": "示例信〔2027〕2号", "run": "2022-001", "contact": "", "look": "c72c035542036215c06a3bd109eb4ed039db0f8fd31fcd4a6d34f0d6f9e7bcb8"}','2026-11-23T21:03:50+00:00','qian');
CREATE TABLE lines (
        id INTEGER PRIMARY KEY, decision INTEGER NOT NULL REFERENCES decisions,
        claim INTEGER NOT NULL REFERENCES claims, position INTEGER NOT NULL, outcome TEXT NOT NULL,
        amount INTEGER NOT NULL, final INTEGER UNIQUE REFERENCES claims) STRICT;
INSERT INTO "lines" VALUES(1,1,4,0,'granted',50000,4);
INSERT INTO "lines" VALUES(2,1,5,1,'referred',0,NULL);
INSERT INTO "lines" VALUES(3,2,6,0,'granted',40000,6);
INSERT INTO "lines" VALUES(4,3,7,0,'granted',30000,7);
CREATE TABLE objection_answers (
        id INTEGER PRIMARY KEY, objection INTEGER NOT NULL UNIQUE REFERENCES objections,
        outcome TEXT NOT NULL CHECK (outcome IN ('upheld', 'rejected')), text TEXT NOT NULL, at TEXT NOT NULL,
        actor TEXT NOT NULL) STRICT;
INSERT INTO "objection_answers" VALUES(1,1,'rejected','经核实项目在本市实施','2026-11-23T21:03:50+00:00','qian');
CREATE TABLE objections (
        id INTEGER PRIMARY KEY, decision INTEGER NOT NULL REFERENCES decisions, received TEXT NOT NULL,
        who TEXT NOT NULL, contact TEXT NOT NULL, text TEXT NOT NULL, at TEXT NOT NULL, actor TEXT NOT NULL) STRICT;
INSERT INTO "objections" VALUES(1,3,'2026-11-23','示例单位','0573-22222222','项目不在本市实施','2026-11-23T21:03:50+00:00','fu');
CREATE TABLE payments (
        id INTEGER PRIMARY KEY, kind TEXT NOT NULL CHECK (kind IN ('paid', 'failed', 'recovered')),
        decision INTEGER NOT NULL REFERENCES decisions, amount INTEGER NOT NULL CHECK (amount > 0), day TEXT NOT NULL,
        voucher TEXT NOT NULL, note TEXT NOT NULL, source TEXT NOT NULL, at TEXT NOT NULL, actor TEXT NOT NULL) STRICT;
INSERT INTO "payments" VALUES(1,'paid',1,50000,'2026-11-23','ZF-1','','回执.xlsx，工作表 拨付清单，第 4 行','2026-11-23T21:03:50+00:00','cai');
INSERT INTO "payments" VALUES(2,'failed',3,30000,'2026-11-23','','账户已注销','回执.xlsx，工作表 拨付清单，第 5 行','2026-11-23T21:03:50+00:00','cai');
CREATE TABLE prints (
        id INTEGER PRIMARY KEY, letter INTEGER NOT NULL REFERENCES letters, at TEXT NOT NULL, actor TEXT NOT NULL,
        copy INTEGER NOT NULL, digest TEXT NOT NULL) STRICT;
CREATE TABLE proposal_answers (
        id INTEGER PRIMARY KEY, proposal INTEGER NOT NULL UNIQUE REFERENCES proposals,
        outcome TEXT NOT NULL CHECK (outcome IN ('approved', 'refused', 'withdrawn')), reason TEXT NOT NULL,
        at TEXT NOT NULL, actor TEXT NOT NULL) STRICT;
INSERT INTO "proposal_answers" VALUES(1,1,'approved','同意追加','2026-11-23T21:03:50+00:00','er');
INSERT INTO "proposal_answers" VALUES(2,2,'approved','情况属实，同意','2026-11-23T21:03:50+00:00','qian');
CREATE TABLE proposals (
        id INTEGER PRIMARY KEY, kind TEXT NOT NULL CHECK (kind IN ('appropriation', 'reversal', 'policy')),
        subject TEXT NOT NULL, body TEXT NOT NULL, reason TEXT NOT NULL, at TEXT NOT NULL, actor TEXT NOT NULL) STRICT;
INSERT INTO "proposals" VALUES(1,'appropriation','jiaxing-2022-10/2022','{"after": 500000, "before": 150000, "policy": "jiaxing-2022-10", "year": 2022}','市财政追加软件产业专项资金','2026-11-23T21:03:50+00:00','guan');
INSERT INTO "proposals" VALUES(2,'reversal','2022-001/91330411MA2AB123XL','{"amount": 50000, "awards": [{"amount": 50000, "granted": 1, "id": 1, "item": "major_project", "title": "软件领域重大项目补助"}], "firm": "示例23XL软件有限公司", "funded": 50000, "item": null, "run": "2022-001", "uscc": "91330411MA2AB123XL"}','复核发现申报材料不实','2026-11-23T21:03:50+00:00','jing');
INSERT INTO "proposals" VALUES(3,'appropriation','jiaxing-2022-10/2022','{"after": 900000, "before": 500000, "policy": "jiaxing-2022-10", "year": 2022}','市财政再次追加专项资金','2026-11-23T21:03:50+00:00','guan');
INSERT INTO "proposals" VALUES(4,'reversal','2022-001/91330483MA2AB123XX','{"amount": 30000, "awards": [{"amount": 30000, "granted": 1, "id": 3, "item": "major_project", "title": "软件领域重大项目补助"}], "firm": "示例23XX软件有限公司", "funded": 30000, "item": null, "run": "2022-001", "uscc": "91330483MA2AB123XX"}','企业来函放弃本项奖励','2026-11-23T21:03:50+00:00','jing');
CREATE TABLE publications (
        id INTEGER PRIMARY KEY, run TEXT NOT NULL REFERENCES runs, digest TEXT NOT NULL, starts TEXT NOT NULL,
        ends TEXT NOT NULL, days INTEGER NOT NULL CHECK (days >= 0), body TEXT NOT NULL, at TEXT NOT NULL,
        actor TEXT NOT NULL) STRICT;
INSERT INTO "publications" VALUES(1,'2022-001','7eaf134c004a0476bf9af566c70ee6d104e919168876dd1208e02fd7a3907938','2026-11-23','2026-11-30',5,'{"title": "关于2022年度嘉兴市软件产业扶持资金拟兑现名单的公示", "fund": "2022年度嘉兴市软件产业扶持资金", "run": "2022-001", "year": 2022, "issuer": "嘉兴市经济和信息化局", "starts": "2026-11-23", "ends": "2026-11-30", "days": 5, "basis": "《嘉兴市人民政府办公室关于加快软件产业高质量发展的实施意见》（嘉政办发〔2022〕10号）“四、政策支持”", "text": ["依据《嘉兴市人民政府办公室关于加快软件产业高质量发展的实施意见》（嘉政办发〔2022〕10号）“四、政策支持”，我局对企业申报的2022年度软件产业扶持资金进行了审核。现将审核结果予以公示，接受社会监督。", "拟兑现2家企业、2个事项，合计人民币捌佰元整（¥800.00），名单见附件。", "公示期自2026年11月23日起至2026年11月30日止，共5个工作日（起始当日不计）。", "公示期内，任何单位和个人对公示内容有异议的，可以书面形式向我局提出，写明事实和理由，附证明材料，并留下联系方式。以单位名义提出的，应当加盖单位公章；以个人名义提出的，应当署真实姓名。"], "reach": [], "lists": [{"kind": "granted", "title": "拟兑现名单", "firms": 2, "total": 80000, "rows": [{"name": "示例23XL软件有限公司", "uscc": "91330411MA2AB123XL", "district": "南湖区", "title": "软件领域重大项目补助", "clause": "四(一)", "amount": 50000, "rank": null}, {"name": "示例23XX软件有限公司", "uscc": "91330483MA2AB123XX", "district": "南湖区", "title": "软件领域重大项目补助", "clause": "四(一)", "amount": 30000, "rank": null}]}]}','2026-11-23T21:03:50+00:00','jing');
CREATE TABLE runs (
        id TEXT PRIMARY KEY, policy TEXT NOT NULL, year INTEGER NOT NULL, number INTEGER NOT NULL, at TEXT NOT NULL,
        actor TEXT NOT NULL, policy_digest TEXT NOT NULL, policy_source TEXT NOT NULL, appropriation INTEGER NOT NULL,
        spent_before INTEGER NOT NULL, UNIQUE (year, number)) STRICT;
INSERT INTO "runs" VALUES('2022-001','jiaxing-2022-10',2022,1,'2026-11-23T21:03:50+00:00','jing','sha256:fd3d0d26d5a063a1fc98fc4df0c59250ca35b798e33d4772e00b1ff477371138','{"id": "jiaxing-2022-10", "number": "嘉政办发〔2022〕10号", "title": "嘉兴市人民政府办公室关于加快软件产业高质量发展的实施意见", "section": "四、政策支持", "date": "2022-03-10", "city": "嘉兴市", "text": "为加强软件产业政策保障，各级财政应统筹安排资金，用于软件关键技术攻关、重点软件企业招引、专业人员培训补助、软件创新和人才补助等。", "conditions": [{"id": "software_firm", "label": "是否软件企业", "wanted": true, "why": "本意见的奖励和补助对象为软件企业"}, {"id": "registered_in_city", "label": "注册地是否在本市", "wanted": true, "why": "本意见由本市各级财政统筹安排资金"}, {"id": "serious_dishonesty", "label": "是否严重失信主体", "wanted": false, "why": "严重失信主体不享受财政奖励资金"}], "appropriation": {"number": "嘉政发〔2022〕5号", "title": "嘉兴市本级预算管理暂行办法", "clause": "三(二)5", "text": "市级各部门应当规范预算调剂行为，严禁超预算、无预算安排支出或开展政府采购，严禁以拨代支。", "reserve_clause": "四(四)3", "reserve_text": "凡符合预算调整条件的，应当纳入财政预算储备项目库，并根据项目的轻重缓急进行排序，待财政部门筹措资金后，按排序和审批权限办理。", "order": ["waiting", "priority", "received", "uscc"], "order_why": "原文只写“轻重缓急”，未列次序。本文件先安排以前批次已列入储备的，再按各企业获奖事项中最急的一项（items 的 priority，数小者先：个人已垫付的培训费，已立项的配套与攻关，一次性奖励，重大项目），再按受理先后，最后按统一社会信用代码", "when_short": "next_that_fits", "when_short_why": "资金不足以全额兑现一家企业时，该企业整体列入储备，不按比例折付；其后资金够付的企业照常兑现。改为 stop 则自该企业起全部列入储备"}, "items": [{"id": "major_project", "clause": "四(一)", "title": "软件领域重大项目补助", "sheet": "重大项目", "kind": "approved", "priority": 4, "text": "对引进的软件领域重大项目，按重大项目标准给予补助，最高不超过3000万元。", "cap": "30000000", "labels": {"project": "项目名称", "approved": "核定金额"}, "evidence": [{"id": "approval", "title": "重大项目认定或核定文件", "way": "部门核查", "help": "由受理单位按项目名称核对，不需提交"}, {"id": "investment", "title": "投资协议或项目批准、备案文件", "way": "上传", "help": "盖公章的扫描件"}, {"id": "audit", "title": "项目投资专项审计报告", "way": "上传", "help": "关键页即可，须见审计机构签章"}]}, {"id": "training_refund", "clause": "四(二)", "title": "软件人才培训费补助", "sheet": "培训补助", "kind": "refund", "priority": 1, "text": "对在嘉兴软件领域实现就业并在符合条件的人力资源服务机构培训合格的人员，给予30%的培训费补助。", "rate": "0.30", "labels": {"name": "姓名", "id_number": "身份证号", "certificate": "证书编号", "employed_in_city": "是否在嘉兴就业", "passed": "是否合格", "provider_qualified": "机构是否符合条件", "fee": "培训费"}, "evidence": [{"id": "employment", "title": "劳动合同和社会保险缴纳记录", "way": "信息共享", "help": "由受理单位向人力社保部门查询，不需提交"}, {"id": "certificate", "title": "培训合格证书", "way": "上传", "help": "每名人员一份，可合为一个文件"}, {"id": "provider", "title": "人力资源服务机构的资格", "way": "部门核查", "help": "由受理单位核对许可名录，不需提交"}, {"id": "payment", "title": "培训费发票和付款凭证", "way": "上传", "help": "发票或数电票，连同银行回单"}], "needs": {"employed_in_city": "在嘉兴软件领域就业", "passed": "培训合格", "provider_qualified": "机构符合条件"}}, {"id": "revenue_tier", "clause": "四(三)", "title": "软件业务收入达标奖励", "sheet": "收入达标", "kind": "tier", "priority": 3, "text": "对软件企业年度软件业务收入新达到2000万元、3000万元、5000万元，且增速在10%以上的，分别给予20万元、50万元、100万元一次性奖励。", "measure": "revenue", "subject": "软件业务收入", "short": "收入", "growth": "0.10", "tiers": [{"reach": "20000000", "award": "200000"}, {"reach": "30000000", "award": "500000"}, {"reach": "50000000", "award": "1000000"}], "labels": {"revenue": "本年软件业务收入", "previous_revenue": "上年软件业务收入", "best_earlier_revenue": "历史最高收入"}, "evidence": [{"id": "audit", "title": "本年和上年的审计报告", "way": "上传", "help": "须能看出软件业务收入；没有单独列示的，附专项审计报告"}, {"id": "statistics", "title": "软件业统计年报", "way": "信息共享", "help": "由受理单位与统计联网直报数据核对，不需提交"}, {"id": "tax", "title": "纳税证明", "way": "信息共享", "help": "由受理单位向税务部门查询，不需提交"}, {"id": "earlier", "title": "以前年度的审计报告", "way": "上传", "required": false, "help": "填了历史最高收入的，附那一年的报告"}], "readings": {"jump": {"value": "highest", "choices": {"highest": "只奖新达到的最高一档", "sum": "新达到的各档相加"}, "question": "一年内新达到几档", "why": "“分别给予”对应各档金额，各地同类条款多按最高一档兑现"}, "move_up": {"value": "full", "choices": {"full": "按新档全额", "difference": "只补差额（扣除此前本项已给予的全部奖励）"}, "question": "以后年度升至更高一档", "why": "原文“分别给予……一次性奖励”，未写补差"}, "past_award": {"value": "same_tier", "choices": {"same_tier": "只看本档是否奖励过", "same_or_higher": "奖励过更高一档的，较低档视为已达到"}, "question": "过去只奖过更高一档、又未填历史最高收入", "why": "“新达到”按各档分别认定，更早年度是否达到以申报的历史最高收入为准；选后者可防止收入回落后重复奖励较低档"}}}, {"id": "national_list", "clause": "四(三)", "title": "首次列入国家名单奖励", "sheet": "国家名单", "kind": "first", "priority": 3, "text": "对首次列入国家鼓励的重点软件企业、国家鼓励的重点集成电路设计企业、中国软件业务收入前百强企业的，分别给予150万元一次性奖励。", "field": "list", "verb": "列入", "labels": {"list": "名单"}, "evidence": [{"id": "list", "title": "列入名单的公布文件或清单告知书", "way": "网络核验", "help": "由受理单位在公布网站核对，不需提交"}, {"id": "notice", "title": "清单告知书或公布文件的扫描件", "way": "上传", "required": false, "help": "网上查不到名单的，请提交"}], "entries": {"key_software_firm": {"name": "国家鼓励的重点软件企业", "award": "1500000"}, "key_ic_design_firm": {"name": "国家鼓励的重点集成电路设计企业", "award": "1500000"}, "top100_software_revenue": {"name": "中国软件业务收入前百强企业", "award": "1500000"}}, "readings": {"same_year": {"value": "each", "choices": {"each": "各名单分别奖励", "highest": "一年只奖一项，就高"}, "question": "同一年度列入几个名单", "why": "原文“分别给予150万元”"}}}, {"id": "outsourcing_bonus", "clause": "四(三)", "title": "市外软件外包订单奖励", "sheet": "市外外包", "kind": "rate", "priority": 3, "text": "对软件外包服务企业承接市外订单的，按照实际执行金额的3%予以奖励，奖励金额最高不超过100万元。", "rate": "0.03", "cap": "1000000", "home": ["3304"], "labels": {"contract": "合同编号", "buyer": "发包方", "buyer_region": "发包方所在地代码", "executed": "实际执行金额"}, "evidence": [{"id": "contract", "title": "合同或中标通知书", "way": "上传", "help": "每份订单一份，须见双方签章和金额"}, {"id": "invoice", "title": "发票", "way": "上传", "help": "开给发包方的发票或数电票，可列清单"}, {"id": "receipt", "title": "银行收款回单", "way": "上传", "help": "与发票对应，合计应等于实际执行金额"}, {"id": "audit", "title": "实际执行金额专项审计报告", "way": "上传", "required": false, "help": "订单多的，可用专项审计报告代替逐份回单"}, {"id": "outside", "title": "发包方与本企业没有关联关系", "way": "告知承诺", "help": "提交申报时一并承诺"}]}, {"id": "first_version_product", "clause": "四(四)", "title": "首版次软件产品奖励", "sheet": "首版次产品", "kind": "grade", "priority": 3, "text": "对产品被评定为省级、国家级首版次软件产品的企业，分别给予50万元、150万元一次性奖励。", "subject": "首版次软件产品", "labels": {"product": "产品名称", "grade": "级别"}, "evidence": [{"id": "recognition", "title": "首版次软件产品评定文件", "way": "网络核验", "help": "由受理单位在公布网站按产品名称核对，不需提交"}, {"id": "copyright", "title": "计算机软件著作权登记证书", "way": "上传", "required": false, "help": "产品名称与评定文件不一致的，请提交"}], "grades": {"provincial": {"name": "省级", "award": "500000"}, "national": {"name": "国家级", "award": "1500000"}, "municipal": {"name": "市级", "award": "0"}}, "readings": {"move_up": {"value": "full", "choices": {"full": "按高一级全额", "difference": "只补差额（扣除同一产品此前已给予的奖励）"}, "question": "同一产品以后年度升至更高级别", "why": "原文“分别给予……一次性奖励”，未写补差"}}}, {"id": "capability_certificate", "clause": "四(四)", "title": "能力资质认证奖励", "sheet": "能力资质", "kind": "ladder", "priority": 3, "text": "对软件企业首次通过CMMI、T/SIA009-2020三级以上资质认证的，每提高一级资质认证给予20万元奖励；对软件企业首次通过T/SIA010.11-2021.1、ITSS、CS、CCRC三级以上资质认证的，每提高一级资质认证分别给予10万元奖励。", "labels": {"scheme": "资质", "level": "等级", "best_earlier_level": "此前最高等级"}, "evidence": [{"id": "certificate", "title": "资质证书", "way": "上传", "help": "每项申报一份，须见等级、发证日期和有效期"}, {"id": "query", "title": "发证机构网站的查询结果", "way": "网络核验", "help": "由受理单位按证书编号查询，不需提交"}, {"id": "earlier", "title": "以前取得的证书", "way": "上传", "required": false, "help": "由低一级提高的，附提高以前的证书"}], "schemes": [{"name": "CMMI", "numbers": [1, 2, 3, 4, 5], "pattern": "{}级", "paid_from": 3, "step": "200000"}, {"name": "T/SIA009-2020", "aliases": ["T/SIA009", "SDCA"], "numbers": [4, 3, 2, 1], "pattern": "{}级", "paid_from": 3, "step": "200000"}, {"name": "T/SIA010.11-2021.1", "aliases": ["T/SIA010.11"], "numbers": [], "pattern": "{}级", "paid_from": 3, "step": "100000"}, {"name": "ITSS", "numbers": [4, 3, 2, 1], "pattern": "{}级", "paid_from": 3, "step": "100000"}, {"name": "CS", "numbers": [1, 2, 3, 4, 5], "pattern": "CS{}", "paid_from": 3, "step": "100000"}, {"name": "CCRC", "numbers": [3, 2, 1], "pattern": "{}级", "paid_from": 3, "step": "100000"}], "readings": {"step": {"value": "each_level", "choices": {"each_level": "三级以上每新达到一级计一级", "per_event": "通过一次计一级，不论跨几级", "above_three": "三级本身不计，三级以上每提高一级计一级"}, "question": "每提高一级怎样计级", "why": "“首次通过……三级以上”与“每提高一级”连读，首次达到三级即为提高一级；逐级计与一次跨级的总额相同"}}}, {"id": "security_certificate", "clause": "四(四)", "title": "信息安全管理体系认证奖励", "sheet": "安全资质", "kind": "first", "priority": 3, "text": "对软件企业首次通过ISO27001/BS7799资质认证的，给予10万元奖励。", "field": "scheme", "verb": "通过", "together": true, "asks_held_before": true, "labels": {"scheme": "资质", "held_before": "此前是否取得"}, "evidence": [{"id": "certificate", "title": "认证证书", "way": "上传", "help": "须见发证日期和有效期"}, {"id": "query", "title": "国家认证认可信息平台的查询结果", "way": "网络核验", "help": "由受理单位按证书编号查询，不需提交"}, {"id": "first", "title": "此前没有取得过同一认证", "way": "告知承诺", "help": "提交申报时一并承诺"}], "entries": {"ISO27001": {"name": "ISO27001", "award": "100000", "aliases": ["ISO/IEC27001"]}, "BS7799": {"name": "BS7799", "award": "100000"}}}, {"id": "core_technology", "clause": "四(四)", "title": "关键核心技术攻关补助", "sheet": "技术攻关", "kind": "approved", "priority": 2, "text": "对列入我市软件产业领域关键核心技术攻关专项的，给予最高100万元补助。", "cap": "1000000", "labels": {"project": "项目名称", "approved": "核定金额"}, "evidence": [{"id": "listing", "title": "列入攻关专项的文件", "way": "部门核查", "help": "由受理单位按项目名称核对，不需提交"}, {"id": "contract", "title": "项目合同书或任务书", "way": "上传", "help": "盖公章的扫描件"}, {"id": "audit", "title": "研发投入专项审计报告", "way": "上传", "required": false, "help": "项目已完成的，请提交"}]}, {"id": "rd_match", "clause": "四(四)", "title": "重点研发专项配套补助", "sheet": "研发配套", "kind": "match", "priority": 2, "text": "对列入国家、省重点研发专项的，最高可给予1:1配套补助。", "subject": "重点研发专项", "levels": {"national": "国家", "provincial": "省"}, "max_ratio": "1", "labels": {"project": "项目名称", "level": "级别", "grant": "上级资助金额", "ratio": "配套比例"}, "evidence": [{"id": "listing", "title": "国家、省立项文件", "way": "上传", "help": "须见项目名称、级别和承担单位"}, {"id": "contract", "title": "项目任务书或合同书", "way": "上传", "help": "须见资助金额"}, {"id": "receipt", "title": "上级资助资金的银行收款回单", "way": "上传", "help": "已到账的金额，与申报金额一致"}, {"id": "no_double", "title": "同一项目没有取得过其他市级配套", "way": "告知承诺", "help": "提交申报时一并承诺"}]}, {"id": "financing", "clause": "四(五)", "title": "融资支持", "sheet": "融资需求", "kind": "notice", "priority": 9, "text": "初创期软件企业贷款额度原则上可达1000万元，成长期软件企业贷款额度原则上可达5000万元。将符合科技型中小企业条件的软件企业纳入政府性融资担保机构优先支持名单，融资担保额度提升至1000万元，代偿容忍度提高至3%以内。", "subject": "软件企业", "guarantee": "10000000", "labels": {"stage": "发展阶段"}, "evidence": [{"id": "stage", "title": "企业所处发展阶段", "way": "告知承诺", "help": "提交申报时一并承诺"}, {"id": "sme", "title": "科技型中小企业入库登记", "way": "信息共享", "required": false, "help": "由受理单位向科技部门查询，不需提交"}], "stages": {"startup": {"name": "初创期", "loan": "10000000"}, "growth": {"name": "成长期", "loan": "50000000"}}}]}',150000,0);
CREATE TABLE staff_roles (
        id INTEGER PRIMARY KEY, account INTEGER NOT NULL REFERENCES accounts,
        role TEXT NOT NULL CHECK (role IN ('handler', 'reviewer', 'approver', 'finance', 'auditor', 'admin')),
        given INTEGER NOT NULL CHECK (given IN (0, 1)), at TEXT NOT NULL, actor TEXT NOT NULL) STRICT;
INSERT INTO "staff_roles" VALUES(1,1,'handler',1,'2026-11-23T21:03:49+00:00','示例管理');
INSERT INTO "staff_roles" VALUES(2,2,'reviewer',1,'2026-11-23T21:03:49+00:00','示例管理');
INSERT INTO "staff_roles" VALUES(3,3,'approver',1,'2026-11-23T21:03:49+00:00','示例管理');
INSERT INTO "staff_roles" VALUES(4,4,'finance',1,'2026-11-23T21:03:49+00:00','示例管理');
INSERT INTO "staff_roles" VALUES(5,5,'auditor',1,'2026-11-23T21:03:49+00:00','示例管理');
INSERT INTO "staff_roles" VALUES(6,6,'admin',1,'2026-11-23T21:03:49+00:00','示例管理');
INSERT INTO "staff_roles" VALUES(7,7,'admin',1,'2026-11-23T21:03:49+00:00','示例管理');
INSERT INTO "staff_roles" VALUES(8,8,'handler',1,'2026-11-23T21:03:49+00:00','guan');
INSERT INTO "staff_roles" VALUES(9,8,'handler',0,'2026-11-23T21:03:49+00:00','guan');
INSERT INTO "staff_roles" VALUES(10,8,'reviewer',1,'2026-11-23T21:03:49+00:00','guan');
CREATE TABLE submission_evidence (
        submission INTEGER NOT NULL REFERENCES submissions, evidence INTEGER NOT NULL REFERENCES evidence,
        UNIQUE (submission, evidence)) STRICT;
INSERT INTO "submission_evidence" VALUES(1,2);
INSERT INTO "submission_evidence" VALUES(1,3);
INSERT INTO "submission_evidence" VALUES(1,4);
INSERT INTO "submission_evidence" VALUES(1,5);
INSERT INTO "submission_evidence" VALUES(1,6);
INSERT INTO "submission_evidence" VALUES(2,4);
INSERT INTO "submission_evidence" VALUES(2,5);
INSERT INTO "submission_evidence" VALUES(2,6);
CREATE TABLE submissions (
        id INTEGER PRIMARY KEY, uscc TEXT NOT NULL, policy TEXT NOT NULL, year INTEGER NOT NULL,
        number INTEGER NOT NULL, token TEXT NOT NULL UNIQUE, body TEXT NOT NULL, digest TEXT NOT NULL,
        at TEXT NOT NULL, actor TEXT NOT NULL, UNIQUE (policy, year, uscc, number)) STRICT;
INSERT INTO "submissions" VALUES(1,'91330402MA2AB123XK','jiaxing-2022-10',2022,1,'t1','{"declaration":["本企业所填内容和所附材料真实、准确、完整，与原件一致。","本企业知悉申报条件，同一事项没有重复申报或领取财政资金。","如有虚报、隐瞒，本企业愿退回所得资金，并承担相应的法律责任。"],"estimate":{"high":150090000,"low":150090000,"range":"","total":150090000},"files":[{"digest":"aec64b57d86af981069e7fcb1e88bda0b502b8b2f1547ef82a64d3b418ed9972","name":"投资协议或项目批准、备案文件.pdf","requirement":"investment","section":"major_project","way":"上传"},{"digest":"aec64b57d86af981069e7fcb1e88bda0b502b8b2f1547ef82a64d3b418ed9972","name":"项目投资专项审计报告.pdf","requirement":"audit","section":"major_project","way":"上传"},{"digest":"aec64b57d86af981069e7fcb1e88bda0b502b8b2f1547ef82a64d3b418ed9972","name":"培训合格证书.pdf","requirement":"certificate","section":"training_refund","way":"上传"},{"digest":"aec64b57d86af981069e7fcb1e88bda0b502b8b2f1547ef82a64d3b418ed9972","name":"培训费发票和付款凭证.pdf","requirement":"payment","section":"training_refund","way":"上传"},{"digest":"aec64b57d86af981069e7fcb1e88bda0b502b8b2f1547ef82a64d3b418ed9972","name":"本年和上年的审计报告.pdf","requirement":"audit","section":"revenue_tier","way":"上传"}],"name":"示例软件有限公司","policy":{"digest":"sha256:fd3d0d26d5a063a1fc98fc4df0c59250ca35b798e33d4772e00b1ff477371138","id":"jiaxing-2022-10","number":"嘉政办发〔2022〕10号","section":"四、政策支持","title":"嘉兴市人民政府办公室关于加快软件产业高质量发展的实施意见"},"sections":[{"answers":[{"columns":[],"rows":[["企业名称","示例软件有限公司"],["所属区县","南湖区"],["法定代表人","—"],["联系人","示例联系人"],["联系电话","0573-00000000"],["开户名","示例软件有限公司"],["开户银行","示例银行嘉兴分行"],["银行行号","—"],["银行账号","0001"],["是否软件企业","—"],["注册地是否在本市","—"],["是否严重失信主体","—"]],"table":[]}],"clause":"","evidence":[],"id":"firm","title":"企业信息","values":{"account":"0001","account_name":"示例软件有限公司","bank":"示例银行嘉兴分行","contact":"示例联系人","district":"南湖区","name":"示例软件有限公司","phone":"0573-00000000"},"version":1},{"answers":[{"columns":[],"rows":[["项目名称","示例项目"],["核定金额","50 万元"]],"table":[]}],"clause":"四(一)","evidence":[{"help":"由受理单位按项目名称核对，不需提交","id":"approval","missing":false,"names":[],"required":true,"title":"重大项目认定或核定文件","way":"部门核查"},{"help":"盖公章的扫描件","id":"investment","missing":false,"names":["投资协议或项目批准、备案文件.pdf"],"required":true,"title":"投资协议或项目批准、备案文件","way":"上传"},{"help":"关键页即可，须见审计机构签章","id":"audit","missing":false,"names":["项目投资专项审计报告.pdf"],"required":true,"title":"项目投资专项审计报告","way":"上传"}],"id":"major_project","title":"软件领域重大项目补助","values":{"claims":[{"approved":"50","project":"示例项目"}]},"version":1},{"answers":[{"columns":["姓名","身份证号","证书编号","是否在嘉兴就业","是否合格","机构是否符合条件","培训费（元）"],"rows":[],"table":[["示例甲某","1101**********8515","PX-1","是","是","是","3,000"]]}],"clause":"四(二)","evidence":[{"help":"由受理单位向人力社保部门查询，不需提交","id":"employment","missing":false,"names":[],"required":true,"title":"劳动合同和社会保险缴纳记录","way":"信息共享"},{"help":"每名人员一份，可合为一个文件","id":"certificate","missing":false,"names":["培训合格证书.pdf"],"required":true,"title":"培训合格证书","way":"上传"},{"help":"由受理单位核对许可名录，不需提交","id":"provider","missing":false,"names":[],"required":true,"title":"人力资源服务机构的资格","way":"部门核查"},{"help":"发票或数电票，连同银行回单","id":"payment","missing":false,"names":["培训费发票和付款凭证.pdf"],"required":true,"title":"培训费发票和付款凭证","way":"上传"}],"id":"training_refund","title":"软件人才培训费补助","values":{"claims":[{"trainees":[{"certificate":"PX-1","employed_in_city":"是","fee":"3000","id_number":"110101199003078515","name":"示例甲某","passed":"是","provider_qualified":"是"}]}]},"version":1},{"answers":[{"columns":[],"rows":[["本年软件业务收入","5,200 万元"],["上年软件业务收入","4,000 万元"],["历史最高收入","—"]],"table":[]}],"clause":"四(三)","evidence":[{"help":"须能看出软件业务收入；没有单独列示的，附专项审计报告","id":"audit","missing":false,"names":["本年和上年的审计报告.pdf"],"required":true,"title":"本年和上年的审计报告","way":"上传"},{"help":"由受理单位与统计联网直报数据核对，不需提交","id":"statistics","missing":false,"names":[],"required":true,"title":"软件业统计年报","way":"信息共享"},{"help":"由受理单位向税务部门查询，不需提交","id":"tax","missing":false,"names":[],"required":true,"title":"纳税证明","way":"信息共享"},{"help":"填了历史最高收入的，附那一年的报告","id":"earlier","missing":false,"names":[],"required":false,"title":"以前年度的审计报告","way":"上传"}],"id":"revenue_tier","title":"软件业务收入达标奖励","values":{"claims":[{"previous_revenue":"4000","revenue":"5200"}]},"version":1}],"uscc":"91330402MA2AB123XK","year":2022}','2c995d9e75e0f45aef643c618005982bb085fe4eb35cf09b8459b650bec9efa5','2026-11-23T21:03:50+00:00','91330402MA2AB123XK');
INSERT INTO "submissions" VALUES(2,'91330402MA2AB123XK','jiaxing-2022-10',2022,2,'t2','{"declaration":["本企业所填内容和所附材料真实、准确、完整，与原件一致。","本企业知悉申报条件，同一事项没有重复申报或领取财政资金。","如有虚报、隐瞒，本企业愿退回所得资金，并承担相应的法律责任。"],"estimate":{"high":100096000,"low":100096000,"range":"","total":100096000},"files":[{"digest":"aec64b57d86af981069e7fcb1e88bda0b502b8b2f1547ef82a64d3b418ed9972","name":"培训合格证书.pdf","requirement":"certificate","section":"training_refund","way":"上传"},{"digest":"aec64b57d86af981069e7fcb1e88bda0b502b8b2f1547ef82a64d3b418ed9972","name":"培训费发票和付款凭证.pdf","requirement":"payment","section":"training_refund","way":"上传"},{"digest":"aec64b57d86af981069e7fcb1e88bda0b502b8b2f1547ef82a64d3b418ed9972","name":"本年和上年的审计报告.pdf","requirement":"audit","section":"revenue_tier","way":"上传"}],"name":"示例软件有限公司","policy":{"digest":"sha256:fd3d0d26d5a063a1fc98fc4df0c59250ca35b798e33d4772e00b1ff477371138","id":"jiaxing-2022-10","number":"嘉政办发〔2022〕10号","section":"四、政策支持","title":"嘉兴市人民政府办公室关于加快软件产业高质量发展的实施意见"},"sections":[{"answers":[{"columns":[],"rows":[["企业名称","示例软件有限公司"],["所属区县","南湖区"],["法定代表人","—"],["联系人","示例联系人"],["联系电话","0573-00000000"],["开户名","示例软件有限公司"],["开户银行","示例银行嘉兴分行"],["银行行号","—"],["银行账号","0001"],["是否软件企业","—"],["注册地是否在本市","—"],["是否严重失信主体","—"]],"table":[]}],"clause":"","evidence":[],"id":"firm","title":"企业信息","values":{"account":"0001","account_name":"示例软件有限公司","bank":"示例银行嘉兴分行","contact":"示例联系人","district":"南湖区","name":"示例软件有限公司","phone":"0573-00000000"},"version":1},{"answers":[{"columns":["姓名","身份证号","证书编号","是否在嘉兴就业","是否合格","机构是否符合条件","培训费（元）"],"rows":[],"table":[["示例甲某","1101**********8515","PX-1","是","是","是","3,200"]]}],"clause":"四(二)","evidence":[{"help":"由受理单位向人力社保部门查询，不需提交","id":"employment","missing":false,"names":[],"required":true,"title":"劳动合同和社会保险缴纳记录","way":"信息共享"},{"help":"每名人员一份，可合为一个文件","id":"certificate","missing":false,"names":["培训合格证书.pdf"],"required":true,"title":"培训合格证书","way":"上传"},{"help":"由受理单位核对许可名录，不需提交","id":"provider","missing":false,"names":[],"required":true,"title":"人力资源服务机构的资格","way":"部门核查"},{"help":"发票或数电票，连同银行回单","id":"payment","missing":false,"names":["培训费发票和付款凭证.pdf"],"required":true,"title":"培训费发票和付款凭证","way":"上传"}],"id":"training_refund","title":"软件人才培训费补助","values":{"claims":[{"trainees":[{"certificate":"PX-1","employed_in_city":"是","fee":"3200","id_number":"110101199003078515","name":"示例甲某","passed":"是","provider_qualified":"是"}]}]},"version":2},{"answers":[{"columns":[],"rows":[["本年软件业务收入","5,200 万元"],["上年软件业务收入","4,000 万元"],["历史最高收入","—"]],"table":[]}],"clause":"四(三)","evidence":[{"help":"须能看出软件业务收入；没有单独列示的，附专项审计报告","id":"audit","missing":false,"names":["本年和上年的审计报告.pdf"],"required":true,"title":"本年和上年的审计报告","way":"上传"},{"help":"由受理单位与统计联网直报数据核对，不需提交","id":"statistics","missing":false,"names":[],"required":true,"title":"软件业统计年报","way":"信息共享"},{"help":"由受理单位向税务部门查询，不需提交","id":"tax","missing":false,"names":[],"required":true,"title":"纳税证明","way":"信息共享"},{"help":"填了历史最高收入的，附那一年的报告","id":"earlier","missing":false,"names":[],"required":false,"title":"以前年度的审计报告","way":"上传"}],"id":"revenue_tier","title":"软件业务收入达标奖励","values":{"claims":[{"previous_revenue":"4000","revenue":"5200"}]},"version":1}],"uscc":"91330402MA2AB123XK","year":2022}','2693ed5aa02410222b8dd13e8d479ba56e2dd4f98e6b44fdfb07ff8b0b1a4952','2026-11-23T21:03:50+00:00','91330402MA2AB123XK');
CREATE TABLE vouchings (
        id INTEGER PRIMARY KEY, claim INTEGER NOT NULL REFERENCES claims,
        act TEXT NOT NULL CHECK (act IN ('imported', 'checked', 'reviewed', 'voided')), reason TEXT NOT NULL,
        facts TEXT NOT NULL, at TEXT NOT NULL, actor TEXT NOT NULL) STRICT;
INSERT INTO "vouchings" VALUES(1,3,'checked','','56eab89b8f2b848858eff9af8628496a1058c54bcb853c2d17bacd156cca95ab','2026-11-23T21:03:50+00:00','jing');
INSERT INTO "vouchings" VALUES(2,3,'reviewed','','56eab89b8f2b848858eff9af8628496a1058c54bcb853c2d17bacd156cca95ab','2026-11-23T21:03:50+00:00','fu');
INSERT INTO "vouchings" VALUES(3,3,'voided','复核退回：审计报告缺页，请再核对','56eab89b8f2b848858eff9af8628496a1058c54bcb853c2d17bacd156cca95ab','2026-11-23T21:03:50+00:00','fu');
INSERT INTO "vouchings" VALUES(4,4,'imported','','69dbb4731e54429090d89b9ea05cbe70ba7603cfd85cf9e94dbc5de24a9f4bec','2026-11-23T21:03:50+00:00','office');
INSERT INTO "vouchings" VALUES(5,5,'imported','','4069fadb82fc24934424ef2d5f45209a1b80a6ed1bde82eab3ee6691256fbc6b','2026-11-23T21:03:50+00:00','office');
INSERT INTO "vouchings" VALUES(6,6,'imported','','bc9a0e2eeddabbbbc585c7dd23997e01784a56873c3187ac4840d47f498a799b','2026-11-23T21:03:50+00:00','office');
INSERT INTO "vouchings" VALUES(7,7,'imported','','6cab35358a04464e255efb775e683f87e938028927bb2e4db8e29ae90ae314f3','2026-11-23T21:03:50+00:00','office');
INSERT INTO "vouchings" VALUES(8,8,'voided','材料与申报内容不一致，另行核实','bc9a0e2eeddabbbbc585c7dd23997e01784a56873c3187ac4840d47f498a799b','2026-11-23T21:03:50+00:00','jing');
INSERT INTO "vouchings" VALUES(9,5,'voided','人工核定意见有变动','4069fadb82fc24934424ef2d5f45209a1b80a6ed1bde82eab3ee6691256fbc6b','2026-11-23T21:03:50+00:00','jing');
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX decisions_application ON decisions (application);
CREATE INDEX lines_decision ON lines (decision);
CREATE INDEX awards_firm ON awards (uscc, policy);
CREATE INDEX award_keys_award ON award_keys (award);
CREATE INDEX ledger_year ON ledger (policy, year, id);
CREATE INDEX budgets_year ON budgets (policy, year, id);
CREATE INDEX letters_decision ON letters (decision, kind);
CREATE INDEX letters_firm ON letters (uscc, run);
CREATE INDEX letter_claims_claim ON letter_claims (claim);
CREATE INDEX prints_letter ON prints (letter);
CREATE INDEX accounts_firm ON accounts (uscc);
CREATE INDEX codes_login ON codes (login, purpose);
CREATE INDEX attempts_key ON attempts (key, at);
CREATE INDEX attempts_at ON attempts (at);
CREATE INDEX evidence_firm ON evidence (uscc, policy, year, section);
CREATE INDEX evidence_file ON evidence (digest);
CREATE INDEX submission_evidence_evidence ON submission_evidence (evidence);
CREATE INDEX events_firm ON events (uscc, policy, year, id);
CREATE INDEX staff_roles_account ON staff_roles (account, role, id);
CREATE INDEX assignments_application ON assignments (application, id);
CREATE INDEX comments_application ON comments (application, id);
CREATE INDEX checks_claim ON checks (claim, name, id);
CREATE INDEX findings_claim ON findings (claim, id);
CREATE INDEX vouchings_claim ON vouchings (claim, id);
CREATE INDEX publications_run ON publications (run, id);
CREATE INDEX objections_decision ON objections (decision, id);
CREATE INDEX approvals_run ON approvals (run, id);
CREATE INDEX payments_decision ON payments (decision, id);
CREATE INDEX proposals_subject ON proposals (kind, subject, id);
CREATE INDEX audit_subject ON audit (subject, id);
CREATE INDEX applications_year ON applications (policy, year, received, id);
CREATE INDEX lines_claim ON lines (claim, id);
CREATE INDEX ledger_run ON ledger (run, kind);
CREATE INDEX awards_application ON awards (application);
CREATE VIEW decision_claims AS 
        SELECT decision, claim FROM lines
        UNION ALL SELECT d.id, l.claim FROM decisions AS d JOIN awards AS w ON w.application = d.application
        JOIN lines AS l ON l.id = w.line JOIN ledger AS g ON g.award = w.id AND g.kind = 'grant' AND +g.run = d.run;
CREATE TRIGGER ledger_running_total BEFORE INSERT ON ledger WHEN NEW.spent <> coalesce((SELECT spent FROM ledger WHERE policy = NEW.policy AND year = NEW.year ORDER BY id DESC LIMIT 1), 0) + CASE NEW.kind WHEN 'grant' THEN NEW.amount ELSE -NEW.amount END BEGIN SELECT RAISE(ABORT, 'ledger: the running total does not follow from the entry before'); END;
CREATE TRIGGER ledger_within_appropriation BEFORE INSERT ON ledger WHEN NEW.kind = 'grant' AND NEW.spent > coalesce((SELECT amount FROM budgets WHERE policy = NEW.policy AND year = NEW.year ORDER BY id DESC LIMIT 1), 0) BEGIN SELECT RAISE(ABORT, 'ledger: a grant beyond the appropriation'); END;
CREATE TRIGGER ledger_in_order AFTER INSERT ON ledger WHEN NEW.id <> (SELECT max(id) FROM ledger) BEGIN SELECT RAISE(ABORT, 'ledger: an entry comes after all others'); END;
CREATE TRIGGER budgets_in_order AFTER INSERT ON budgets WHEN NEW.id <> (SELECT max(id) FROM budgets) BEGIN SELECT RAISE(ABORT, 'budgets: an entry comes after all others'); END;
CREATE TRIGGER ledger_of_award BEFORE INSERT ON ledger WHEN NOT EXISTS (SELECT 1 FROM awards WHERE id = NEW.award AND policy = NEW.policy AND year = NEW.year AND (NEW.kind = 'reversal' OR line IS NOT NULL)) BEGIN SELECT RAISE(ABORT, 'ledger: no decided award of this policy and year'); END;
CREATE TRIGGER claims_decided BEFORE UPDATE ON claims WHEN EXISTS (SELECT 1 FROM lines WHERE claim = OLD.id) AND (NEW.id, NEW.application, NEW.item, NEW.key, NEW.version, NEW.facts) IS NOT (OLD.id, OLD.application, OLD.item, OLD.key, OLD.version, OLD.facts) BEGIN SELECT RAISE(ABORT, 'claims: what is decided is not changed'); END;
CREATE TRIGGER claims_no_delete BEFORE DELETE ON claims BEGIN SELECT RAISE(ABORT, 'claims: rows are never removed'); END;
CREATE TRIGGER ledger_amount_of_award BEFORE INSERT ON ledger WHEN NEW.amount <> CASE WHEN NEW.kind = 'grant' OR EXISTS (SELECT 1 FROM ledger WHERE award = NEW.award AND kind = 'grant') THEN (SELECT amount FROM awards WHERE id = NEW.award) ELSE 0 END BEGIN SELECT RAISE(ABORT, 'ledger: the amount is not that of the award'); END;
CREATE TRIGGER ledger_not_after_reversal BEFORE INSERT ON ledger WHEN NEW.kind = 'grant' AND EXISTS (SELECT 1 FROM ledger WHERE award = NEW.award AND kind = 'reversal') BEGIN SELECT RAISE(ABORT, 'ledger: a reversed award is not granted'); END;
CREATE TRIGGER award_keys_generation BEFORE INSERT ON award_keys WHEN NEW.generation <> (SELECT count(*) FROM award_keys AS k JOIN ledger AS l ON l.award = k.award WHERE l.kind = 'reversal' AND k.policy = NEW.policy AND k.uscc = NEW.uscc AND k.item = NEW.item AND k.key = NEW.key) BEGIN SELECT RAISE(ABORT, 'award_keys: granted already'); END;
CREATE TRIGGER budgets_cover_grants BEFORE INSERT ON budgets WHEN NEW.amount < coalesce((SELECT spent FROM ledger WHERE policy = NEW.policy AND year = NEW.year ORDER BY id DESC LIMIT 1), 0) BEGIN SELECT RAISE(ABORT, 'budgets: below what is granted already'); END;
CREATE TRIGGER letters_without_gap BEFORE INSERT ON letters WHEN NEW.number <> coalesce((SELECT max(number) FROM letters WHERE year = NEW.year), 0) + 1 BEGIN SELECT RAISE(ABORT, 'letters: the number is not the next of its year'); END;
CREATE TRIGGER letters_in_order AFTER INSERT ON letters WHEN NEW.id <> (SELECT max(id) FROM letters) BEGIN SELECT RAISE(ABORT, 'letters: a letter comes after all others'); END;
CREATE TRIGGER letters_of_decision BEFORE INSERT ON letters WHEN NOT EXISTS (SELECT 1 FROM decisions WHERE id = NEW.decision AND run = NEW.run AND uscc = NEW.uscc) BEGIN SELECT RAISE(ABORT, 'letters: no decision of this run on this firm'); END;
CREATE TRIGGER letters_once BEFORE INSERT ON letters WHEN NEW.kind <> 'reversal' AND EXISTS (SELECT 1 FROM letters WHERE decision = NEW.decision AND kind = NEW.kind) BEGIN SELECT RAISE(ABORT, 'letters: issued already'); END;
CREATE TRIGGER letter_claims_of_firm BEFORE INSERT ON letter_claims WHEN (SELECT application FROM claims WHERE id = NEW.claim) IS NOT (SELECT d.application FROM letters AS t JOIN decisions AS d ON d.id = t.decision WHERE t.id = NEW.letter) BEGIN SELECT RAISE(ABORT, 'letter_claims: a claim of another application'); END;
CREATE TRIGGER letter_claims_reversed_once BEFORE INSERT ON letter_claims WHEN (SELECT kind FROM letters WHERE id = NEW.letter) = 'reversal' AND EXISTS (SELECT 1 FROM letter_claims AS c JOIN letters AS t ON t.id = c.letter WHERE c.claim = NEW.claim AND t.kind = 'reversal') BEGIN SELECT RAISE(ABORT, 'letter_claims: taken back by another letter already'); END;
CREATE TRIGGER prints_copy BEFORE INSERT ON prints WHEN NEW.copy <> 0 AND NEW.copy <> coalesce((SELECT max(copy) FROM prints WHERE letter = NEW.letter), 0) + 1 BEGIN SELECT RAISE(ABORT, 'prints: the copy is not the next of its letter'); END;
CREATE TRIGGER prints_same_file BEFORE INSERT ON prints WHEN EXISTS (SELECT 1 FROM prints WHERE letter = NEW.letter AND digest <> '' AND NEW.digest NOT IN ('', digest)) BEGIN SELECT RAISE(ABORT, 'prints: the file is not the first'); END;
CREATE TRIGGER accounts_of_one BEFORE UPDATE ON accounts WHEN (NEW.id, NEW.login, NEW.role, NEW.uscc) IS NOT (OLD.id, OLD.login, OLD.role, OLD.uscc) BEGIN SELECT RAISE(ABORT, 'accounts: an account stays whose it is'); END;
CREATE TRIGGER accounts_no_delete BEFORE DELETE ON accounts BEGIN SELECT RAISE(ABORT, 'accounts: rows are never removed'); END;
CREATE TRIGGER accounts_no_replace BEFORE INSERT ON accounts WHEN EXISTS (SELECT 1 FROM accounts WHERE id = NEW.id OR login = NEW.login) BEGIN SELECT RAISE(ABORT, 'accounts: there is one already'); END;
CREATE TRIGGER codes_used_once BEFORE UPDATE ON codes WHEN OLD.used IS NOT NULL OR (NEW.id, NEW.login, NEW.purpose, NEW.digest) IS NOT (OLD.id, OLD.login, OLD.purpose, OLD.digest) BEGIN SELECT RAISE(ABORT, 'codes: a code is used once'); END;
CREATE TRIGGER drafts_next_version BEFORE UPDATE ON drafts WHEN NEW.version <> OLD.version + 1 OR (NEW.id, NEW.uscc, NEW.policy, NEW.year, NEW.section) IS NOT (OLD.id, OLD.uscc, OLD.policy, OLD.year, OLD.section) BEGIN SELECT RAISE(ABORT, 'drafts: the version is not the next'); END;
CREATE TRIGGER drafts_no_delete BEFORE DELETE ON drafts BEGIN SELECT RAISE(ABORT, 'drafts: emptied, never removed, so that no version comes again'); END;
CREATE TRIGGER drafts_no_replace BEFORE INSERT ON drafts WHEN NEW.version <> 1 OR EXISTS (SELECT 1 FROM drafts WHERE id = NEW.id OR (uscc = NEW.uscc AND policy = NEW.policy AND year = NEW.year AND section = NEW.section)) BEGIN SELECT RAISE(ABORT, 'drafts: there is one already'); END;
CREATE TRIGGER evidence_kept BEFORE UPDATE ON evidence WHEN OLD.removed IS NOT NULL OR (NEW.id, NEW.uscc, NEW.policy, NEW.year, NEW.section, NEW.requirement, NEW.way, NEW.digest, NEW.name, NEW.at, NEW.actor) IS NOT (OLD.id, OLD.uscc, OLD.policy, OLD.year, OLD.section, OLD.requirement, OLD.way, OLD.digest, OLD.name, OLD.at, OLD.actor) BEGIN SELECT RAISE(ABORT, 'evidence: marked as removed, otherwise never changed'); END;
CREATE TRIGGER evidence_no_delete BEFORE DELETE ON evidence BEGIN SELECT RAISE(ABORT, 'evidence: rows are never removed'); END;
CREATE TRIGGER evidence_no_replace BEFORE INSERT ON evidence WHEN EXISTS (SELECT 1 FROM evidence WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'evidence: id is there already'); END;
CREATE TRIGGER submissions_without_gap BEFORE INSERT ON submissions WHEN NEW.number <> coalesce((SELECT max(number) FROM submissions WHERE policy = NEW.policy AND year = NEW.year AND uscc = NEW.uscc), 0) + 1 BEGIN SELECT RAISE(ABORT, 'submissions: the number is not the next of its firm and year'); END;
CREATE TRIGGER submission_evidence_of_firm BEFORE INSERT ON submission_evidence WHEN NOT EXISTS (SELECT 1 FROM submissions AS s JOIN evidence AS e ON e.uscc = s.uscc AND e.policy = s.policy AND e.year = s.year WHERE s.id = NEW.submission AND e.id = NEW.evidence) BEGIN SELECT RAISE(ABORT, 'submission_evidence: evidence of another application'); END;
CREATE TRIGGER events_in_order AFTER INSERT ON events WHEN NEW.id <> (SELECT max(id) FROM events) BEGIN SELECT RAISE(ABORT, 'events: an entry comes after all others'); END;
CREATE TRIGGER claim_withdrawals_open BEFORE INSERT ON claim_withdrawals WHEN EXISTS (SELECT 1 FROM lines WHERE final = NEW.claim) BEGIN SELECT RAISE(ABORT, 'claim_withdrawals: the claim is decided'); END;
CREATE TRIGGER lines_not_withdrawn BEFORE INSERT ON lines WHEN EXISTS (SELECT 1 FROM claim_withdrawals WHERE claim = NEW.claim) BEGIN SELECT RAISE(ABORT, 'lines: the claim was withdrawn'); END;
CREATE TRIGGER claims_withdrawn BEFORE UPDATE ON claims WHEN EXISTS (SELECT 1 FROM claim_withdrawals WHERE claim = OLD.id) BEGIN SELECT RAISE(ABORT, 'claims: what was withdrawn is not changed'); END;
CREATE TRIGGER checks_in_order AFTER INSERT ON checks WHEN NEW.id <> (SELECT max(id) FROM checks) BEGIN SELECT RAISE(ABORT, 'checks: an entry comes after all others'); END;
CREATE TRIGGER findings_in_order AFTER INSERT ON findings WHEN NEW.id <> (SELECT max(id) FROM findings) BEGIN SELECT RAISE(ABORT, 'findings: an entry comes after all others'); END;
CREATE TRIGGER vouchings_in_order AFTER INSERT ON vouchings WHEN NEW.id <> (SELECT max(id) FROM vouchings) BEGIN SELECT RAISE(ABORT, 'vouchings: an entry comes after all others'); END;
CREATE TRIGGER publications_in_order AFTER INSERT ON publications WHEN NEW.id <> (SELECT max(id) FROM publications) BEGIN SELECT RAISE(ABORT, 'publications: an entry comes after all others'); END;
CREATE TRIGGER objections_in_order AFTER INSERT ON objections WHEN NEW.id <> (SELECT max(id) FROM objections) BEGIN SELECT RAISE(ABORT, 'objections: an entry comes after all others'); END;
CREATE TRIGGER approvals_in_order AFTER INSERT ON approvals WHEN NEW.id <> (SELECT max(id) FROM approvals) BEGIN SELECT RAISE(ABORT, 'approvals: an entry comes after all others'); END;
CREATE TRIGGER payments_in_order AFTER INSERT ON payments WHEN NEW.id <> (SELECT max(id) FROM payments) BEGIN SELECT RAISE(ABORT, 'payments: an entry comes after all others'); END;
CREATE TRIGGER proposals_in_order AFTER INSERT ON proposals WHEN NEW.id <> (SELECT max(id) FROM proposals) BEGIN SELECT RAISE(ABORT, 'proposals: an entry comes after all others'); END;
CREATE TRIGGER staff_roles_in_order AFTER INSERT ON staff_roles WHEN NEW.id <> (SELECT max(id) FROM staff_roles) BEGIN SELECT RAISE(ABORT, 'staff_roles: an entry comes after all others'); END;
CREATE TRIGGER assignments_in_order AFTER INSERT ON assignments WHEN NEW.id <> (SELECT max(id) FROM assignments) BEGIN SELECT RAISE(ABORT, 'assignments: an entry comes after all others'); END;
CREATE TRIGGER staff_roles_of_staff BEFORE INSERT ON staff_roles WHEN (SELECT role FROM accounts WHERE id = NEW.account) <> 'staff' BEGIN SELECT RAISE(ABORT, 'staff_roles: not an account of staff'); END;
CREATE TRIGGER vouchings_by_another BEFORE INSERT ON vouchings WHEN NEW.act = 'reviewed' AND ( (SELECT act FROM vouchings WHERE claim = NEW.claim ORDER BY id DESC LIMIT 1) IS NOT 'checked' OR NEW.facts <> (SELECT facts FROM vouchings WHERE claim = NEW.claim ORDER BY id DESC LIMIT 1) OR NEW.actor IN (SELECT actor FROM vouchings WHERE claim = NEW.claim AND act <> 'reviewed' AND act <> 'voided' UNION SELECT actor FROM checks WHERE claim = NEW.claim UNION SELECT actor FROM findings WHERE claim = NEW.claim)) BEGIN SELECT RAISE(ABORT, 'vouchings: reviewed by another person, as it was checked'); END;
CREATE TRIGGER claims_vouched BEFORE UPDATE OF accepted ON claims WHEN NEW.accepted = 1 AND OLD.accepted = 0 AND coalesce((SELECT act FROM vouchings WHERE claim = NEW.id ORDER BY id DESC LIMIT 1), '') NOT IN ('imported', 'reviewed') AND NOT EXISTS (SELECT 1 FROM claim_withdrawals WHERE claim = NEW.id) BEGIN SELECT RAISE(ABORT, 'claims: nobody vouches for it'); END;
CREATE TRIGGER exclusions_before_approval BEFORE INSERT ON exclusions WHEN EXISTS (SELECT 1 FROM approved_decisions WHERE decision = NEW.decision) OR EXISTS (SELECT 1 FROM letters WHERE decision = NEW.decision) BEGIN SELECT RAISE(ABORT, 'exclusions: the decision is approved'); END;
CREATE TRIGGER approved_decisions_by_another BEFORE INSERT ON approved_decisions WHEN (SELECT actor FROM approvals WHERE id = NEW.approval) IN ( SELECT r.actor FROM runs AS r JOIN decisions AS d ON d.run = r.id WHERE d.id = NEW.decision UNION SELECT p.actor FROM publications AS p JOIN decisions AS d ON d.run = p.run WHERE d.id = NEW.decision UNION SELECT c.actor FROM checks AS c JOIN decision_claims AS l ON l.claim = c.claim WHERE l.decision = NEW.decision UNION SELECT f.actor FROM findings AS f JOIN decision_claims AS l ON l.claim = f.claim WHERE l.decision = NEW.decision UNION SELECT v.actor FROM vouchings AS v JOIN decision_claims AS l ON l.claim = v.claim WHERE l.decision = NEW.decision) BEGIN SELECT RAISE(ABORT, 'approved_decisions: approved by another person than prepared it'); END;
CREATE TRIGGER approved_decisions_of_run BEFORE INSERT ON approved_decisions WHEN (SELECT run FROM approvals WHERE id = NEW.approval) IS NOT (SELECT run FROM decisions WHERE id = NEW.decision) OR EXISTS (SELECT 1 FROM exclusions WHERE decision = NEW.decision) OR EXISTS (SELECT 1 FROM objections AS o LEFT JOIN objection_answers AS a ON a.objection = o.id WHERE o.decision = NEW.decision AND a.outcome IS NOT 'rejected') BEGIN SELECT RAISE(ABORT, 'approved_decisions: of another run, excluded, or objected to'); END;
CREATE TRIGGER letters_approved BEFORE INSERT ON letters WHEN NOT EXISTS (SELECT 1 FROM approved_decisions WHERE decision = NEW.decision) BEGIN SELECT RAISE(ABORT, 'letters: the decision is not approved'); END;
CREATE TRIGGER objection_answers_by_another BEFORE INSERT ON objection_answers WHEN NEW.actor = (SELECT actor FROM objections WHERE id = NEW.objection) BEGIN SELECT RAISE(ABORT, 'objection_answers: answered by another person than recorded it'); END;
CREATE TRIGGER payments_by_another BEFORE INSERT ON payments WHEN NEW.actor IN ( SELECT r.actor FROM runs AS r JOIN decisions AS d ON d.run = r.id WHERE d.id = NEW.decision UNION SELECT p.actor FROM publications AS p JOIN decisions AS d ON d.run = p.run WHERE d.id = NEW.decision UNION SELECT c.actor FROM checks AS c JOIN decision_claims AS l ON l.claim = c.claim WHERE l.decision = NEW.decision UNION SELECT f.actor FROM findings AS f JOIN decision_claims AS l ON l.claim = f.claim WHERE l.decision = NEW.decision UNION SELECT v.actor FROM vouchings AS v JOIN decision_claims AS l ON l.claim = v.claim WHERE l.decision = NEW.decision UNION SELECT p.actor FROM approvals AS p JOIN approved_decisions AS d ON d.approval = p.id WHERE d.decision = NEW.decision) BEGIN SELECT RAISE(ABORT, 'payments: confirmed by another person than prepared or approved'); END;
CREATE TRIGGER payments_approved BEFORE INSERT ON payments WHEN NOT EXISTS (SELECT 1 FROM approved_decisions WHERE decision = NEW.decision) OR (NEW.kind = 'paid' AND EXISTS (SELECT 1 FROM objections AS o LEFT JOIN objection_answers AS a ON a.objection = o.id WHERE o.decision = NEW.decision AND a.outcome IS NULL)) BEGIN SELECT RAISE(ABORT, 'payments: not approved, or an objection is open'); END;
CREATE TRIGGER payments_once BEFORE INSERT ON payments WHEN NEW.kind = 'paid' AND EXISTS (SELECT 1 FROM payments WHERE decision = NEW.decision AND kind = 'paid') BEGIN SELECT RAISE(ABORT, 'payments: paid already'); END;
CREATE TRIGGER proposal_answers_by_another BEFORE INSERT ON proposal_answers WHEN (NEW.outcome = 'withdrawn') <> (NEW.actor = (SELECT actor FROM proposals WHERE id = NEW.proposal)) BEGIN SELECT RAISE(ABORT, 'proposal_answers: answered by another person than proposed it'); END;
CREATE TRIGGER jobs_no_delete BEFORE DELETE ON jobs BEGIN SELECT RAISE(ABORT, 'jobs: rows are never removed'); END;
CREATE TRIGGER jobs_of_one BEFORE UPDATE ON jobs WHEN OLD.state IN ('done', 'failed') OR (NEW.id, NEW.kind, NEW.subject, NEW.asked, NEW.at, NEW.actor) IS NOT (OLD.id, OLD.kind, OLD.subject, OLD.asked, OLD.at, OLD.actor) BEGIN SELECT RAISE(ABORT, 'jobs: a job stays what it is, and once over it is over'); END;
CREATE TRIGGER firm_names_no_update BEFORE UPDATE ON firm_names BEGIN SELECT RAISE(ABORT, 'firm_names: rows are added, never changed or removed'); END;
CREATE TRIGGER firm_names_no_delete BEFORE DELETE ON firm_names BEGIN SELECT RAISE(ABORT, 'firm_names: rows are added, never changed or removed'); END;
CREATE TRIGGER firm_names_no_replace_uscc_name BEFORE INSERT ON firm_names WHEN EXISTS (SELECT 1 FROM firm_names WHERE uscc = NEW.uscc AND name = NEW.name) BEGIN SELECT RAISE(ABORT, 'firm_names: uscc, name is there already'); END;
CREATE TRIGGER budgets_no_update BEFORE UPDATE ON budgets BEGIN SELECT RAISE(ABORT, 'budgets: rows are added, never changed or removed'); END;
CREATE TRIGGER budgets_no_delete BEFORE DELETE ON budgets BEGIN SELECT RAISE(ABORT, 'budgets: rows are added, never changed or removed'); END;
CREATE TRIGGER budgets_no_replace_id BEFORE INSERT ON budgets WHEN EXISTS (SELECT 1 FROM budgets WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'budgets: id is there already'); END;
CREATE TRIGGER runs_no_update BEFORE UPDATE ON runs BEGIN SELECT RAISE(ABORT, 'runs: rows are added, never changed or removed'); END;
CREATE TRIGGER runs_no_delete BEFORE DELETE ON runs BEGIN SELECT RAISE(ABORT, 'runs: rows are added, never changed or removed'); END;
CREATE TRIGGER runs_no_replace_id BEFORE INSERT ON runs WHEN EXISTS (SELECT 1 FROM runs WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'runs: id is there already'); END;
CREATE TRIGGER runs_no_replace_year_number BEFORE INSERT ON runs WHEN EXISTS (SELECT 1 FROM runs WHERE year = NEW.year AND number = NEW.number) BEGIN SELECT RAISE(ABORT, 'runs: year, number is there already'); END;
CREATE TRIGGER decisions_no_update BEFORE UPDATE ON decisions BEGIN SELECT RAISE(ABORT, 'decisions: rows are added, never changed or removed'); END;
CREATE TRIGGER decisions_no_delete BEFORE DELETE ON decisions BEGIN SELECT RAISE(ABORT, 'decisions: rows are added, never changed or removed'); END;
CREATE TRIGGER decisions_no_replace_id BEFORE INSERT ON decisions WHEN EXISTS (SELECT 1 FROM decisions WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'decisions: id is there already'); END;
CREATE TRIGGER decisions_no_replace_run_application BEFORE INSERT ON decisions WHEN EXISTS (SELECT 1 FROM decisions WHERE run = NEW.run AND application = NEW.application) BEGIN SELECT RAISE(ABORT, 'decisions: run, application is there already'); END;
CREATE TRIGGER lines_no_update BEFORE UPDATE ON lines BEGIN SELECT RAISE(ABORT, 'lines: rows are added, never changed or removed'); END;
CREATE TRIGGER lines_no_delete BEFORE DELETE ON lines BEGIN SELECT RAISE(ABORT, 'lines: rows are added, never changed or removed'); END;
CREATE TRIGGER lines_no_replace_id BEFORE INSERT ON lines WHEN EXISTS (SELECT 1 FROM lines WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'lines: id is there already'); END;
CREATE TRIGGER lines_no_replace_final BEFORE INSERT ON lines WHEN EXISTS (SELECT 1 FROM lines WHERE final = NEW.final) BEGIN SELECT RAISE(ABORT, 'lines: final is there already'); END;
CREATE TRIGGER awards_no_update BEFORE UPDATE ON awards BEGIN SELECT RAISE(ABORT, 'awards: rows are added, never changed or removed'); END;
CREATE TRIGGER awards_no_delete BEFORE DELETE ON awards BEGIN SELECT RAISE(ABORT, 'awards: rows are added, never changed or removed'); END;
CREATE TRIGGER awards_no_replace_id BEFORE INSERT ON awards WHEN EXISTS (SELECT 1 FROM awards WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'awards: id is there already'); END;
CREATE TRIGGER awards_no_replace_line BEFORE INSERT ON awards WHEN EXISTS (SELECT 1 FROM awards WHERE line = NEW.line) BEGIN SELECT RAISE(ABORT, 'awards: line is there already'); END;
CREATE TRIGGER awards_no_replace_source BEFORE INSERT ON awards WHEN EXISTS (SELECT 1 FROM awards WHERE source = NEW.source) BEGIN SELECT RAISE(ABORT, 'awards: source is there already'); END;
CREATE TRIGGER award_keys_no_update BEFORE UPDATE ON award_keys BEGIN SELECT RAISE(ABORT, 'award_keys: rows are added, never changed or removed'); END;
CREATE TRIGGER award_keys_no_delete BEFORE DELETE ON award_keys BEGIN SELECT RAISE(ABORT, 'award_keys: rows are added, never changed or removed'); END;
CREATE TRIGGER award_keys_no_replace_policy_uscc_item_key_generation BEFORE INSERT ON award_keys WHEN EXISTS (SELECT 1 FROM award_keys WHERE policy = NEW.policy AND uscc = NEW.uscc AND item = NEW.item AND key = NEW.key AND generation = NEW.generation) BEGIN SELECT RAISE(ABORT, 'award_keys: policy, uscc, item, key, generation is there already'); END;
CREATE TRIGGER ledger_no_update BEFORE UPDATE ON ledger BEGIN SELECT RAISE(ABORT, 'ledger: rows are added, never changed or removed'); END;
CREATE TRIGGER ledger_no_delete BEFORE DELETE ON ledger BEGIN SELECT RAISE(ABORT, 'ledger: rows are added, never changed or removed'); END;
CREATE TRIGGER ledger_no_replace_id BEFORE INSERT ON ledger WHEN EXISTS (SELECT 1 FROM ledger WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'ledger: id is there already'); END;
CREATE TRIGGER ledger_no_replace_award_kind BEFORE INSERT ON ledger WHEN EXISTS (SELECT 1 FROM ledger WHERE award = NEW.award AND kind = NEW.kind) BEGIN SELECT RAISE(ABORT, 'ledger: award, kind is there already'); END;
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit: rows are added, never changed or removed'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit: rows are added, never changed or removed'); END;
CREATE TRIGGER audit_no_replace_id BEFORE INSERT ON audit WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'audit: id is there already'); END;
CREATE TRIGGER letters_no_update BEFORE UPDATE ON letters BEGIN SELECT RAISE(ABORT, 'letters: rows are added, never changed or removed'); END;
CREATE TRIGGER letters_no_delete BEFORE DELETE ON letters BEGIN SELECT RAISE(ABORT, 'letters: rows are added, never changed or removed'); END;
CREATE TRIGGER letters_no_replace_id BEFORE INSERT ON letters WHEN EXISTS (SELECT 1 FROM letters WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'letters: id is there already'); END;
CREATE TRIGGER letters_no_replace_year_number BEFORE INSERT ON letters WHEN EXISTS (SELECT 1 FROM letters WHERE year = NEW.year AND number = NEW.number) BEGIN SELECT RAISE(ABORT, 'letters: year, number is there already'); END;
CREATE TRIGGER letters_no_replace_code BEFORE INSERT ON letters WHEN EXISTS (SELECT 1 FROM letters WHERE code = NEW.code) BEGIN SELECT RAISE(ABORT, 'letters: code is there already'); END;
CREATE TRIGGER letter_claims_no_update BEFORE UPDATE ON letter_claims BEGIN SELECT RAISE(ABORT, 'letter_claims: rows are added, never changed or removed'); END;
CREATE TRIGGER letter_claims_no_delete BEFORE DELETE ON letter_claims BEGIN SELECT RAISE(ABORT, 'letter_claims: rows are added, never changed or removed'); END;
CREATE TRIGGER letter_claims_no_replace_letter_claim BEFORE INSERT ON letter_claims WHEN EXISTS (SELECT 1 FROM letter_claims WHERE letter = NEW.letter AND claim = NEW.claim) BEGIN SELECT RAISE(ABORT, 'letter_claims: letter, claim is there already'); END;
CREATE TRIGGER prints_no_update BEFORE UPDATE ON prints BEGIN SELECT RAISE(ABORT, 'prints: rows are added, never changed or removed'); END;
CREATE TRIGGER prints_no_delete BEFORE DELETE ON prints BEGIN SELECT RAISE(ABORT, 'prints: rows are added, never changed or removed'); END;
CREATE TRIGGER prints_no_replace_id BEFORE INSERT ON prints WHEN EXISTS (SELECT 1 FROM prints WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'prints: id is there already'); END;
CREATE TRIGGER files_no_update BEFORE UPDATE ON files BEGIN SELECT RAISE(ABORT, 'files: rows are added, never changed or removed'); END;
CREATE TRIGGER files_no_delete BEFORE DELETE ON files BEGIN SELECT RAISE(ABORT, 'files: rows are added, never changed or removed'); END;
CREATE TRIGGER files_no_replace_digest BEFORE INSERT ON files WHEN EXISTS (SELECT 1 FROM files WHERE digest = NEW.digest) BEGIN SELECT RAISE(ABORT, 'files: digest is there already'); END;
CREATE TRIGGER submissions_no_update BEFORE UPDATE ON submissions BEGIN SELECT RAISE(ABORT, 'submissions: rows are added, never changed or removed'); END;
CREATE TRIGGER submissions_no_delete BEFORE DELETE ON submissions BEGIN SELECT RAISE(ABORT, 'submissions: rows are added, never changed or removed'); END;
CREATE TRIGGER submissions_no_replace_id BEFORE INSERT ON submissions WHEN EXISTS (SELECT 1 FROM submissions WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'submissions: id is there already'); END;
CREATE TRIGGER submissions_no_replace_token BEFORE INSERT ON submissions WHEN EXISTS (SELECT 1 FROM submissions WHERE token = NEW.token) BEGIN SELECT RAISE(ABORT, 'submissions: token is there already'); END;
CREATE TRIGGER submissions_no_replace_policy_year_uscc_number BEFORE INSERT ON submissions WHEN EXISTS (SELECT 1 FROM submissions WHERE policy = NEW.policy AND year = NEW.year AND uscc = NEW.uscc AND number = NEW.number) BEGIN SELECT RAISE(ABORT, 'submissions: policy, year, uscc, number is there already'); END;
CREATE TRIGGER submission_evidence_no_update BEFORE UPDATE ON submission_evidence BEGIN SELECT RAISE(ABORT, 'submission_evidence: rows are added, never changed or removed'); END;
CREATE TRIGGER submission_evidence_no_delete BEFORE DELETE ON submission_evidence BEGIN SELECT RAISE(ABORT, 'submission_evidence: rows are added, never changed or removed'); END;
CREATE TRIGGER submission_evidence_no_replace_submission_evidence BEFORE INSERT ON submission_evidence WHEN EXISTS (SELECT 1 FROM submission_evidence WHERE submission = NEW.submission AND evidence = NEW.evidence) BEGIN SELECT RAISE(ABORT, 'submission_evidence: submission, evidence is there already'); END;
CREATE TRIGGER events_no_update BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'events: rows are added, never changed or removed'); END;
CREATE TRIGGER events_no_delete BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'events: rows are added, never changed or removed'); END;
CREATE TRIGGER events_no_replace_id BEFORE INSERT ON events WHEN EXISTS (SELECT 1 FROM events WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'events: id is there already'); END;
CREATE TRIGGER claim_withdrawals_no_update BEFORE UPDATE ON claim_withdrawals BEGIN SELECT RAISE(ABORT, 'claim_withdrawals: rows are added, never changed or removed'); END;
CREATE TRIGGER claim_withdrawals_no_delete BEFORE DELETE ON claim_withdrawals BEGIN SELECT RAISE(ABORT, 'claim_withdrawals: rows are added, never changed or removed'); END;
CREATE TRIGGER claim_withdrawals_no_replace_claim BEFORE INSERT ON claim_withdrawals WHEN EXISTS (SELECT 1 FROM claim_withdrawals WHERE claim = NEW.claim) BEGIN SELECT RAISE(ABORT, 'claim_withdrawals: claim is there already'); END;
CREATE TRIGGER staff_roles_no_update BEFORE UPDATE ON staff_roles BEGIN SELECT RAISE(ABORT, 'staff_roles: rows are added, never changed or removed'); END;
CREATE TRIGGER staff_roles_no_delete BEFORE DELETE ON staff_roles BEGIN SELECT RAISE(ABORT, 'staff_roles: rows are added, never changed or removed'); END;
CREATE TRIGGER staff_roles_no_replace_id BEFORE INSERT ON staff_roles WHEN EXISTS (SELECT 1 FROM staff_roles WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'staff_roles: id is there already'); END;
CREATE TRIGGER assignments_no_update BEFORE UPDATE ON assignments BEGIN SELECT RAISE(ABORT, 'assignments: rows are added, never changed or removed'); END;
CREATE TRIGGER assignments_no_delete BEFORE DELETE ON assignments BEGIN SELECT RAISE(ABORT, 'assignments: rows are added, never changed or removed'); END;
CREATE TRIGGER assignments_no_replace_id BEFORE INSERT ON assignments WHEN EXISTS (SELECT 1 FROM assignments WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'assignments: id is there already'); END;
CREATE TRIGGER comments_no_update BEFORE UPDATE ON comments BEGIN SELECT RAISE(ABORT, 'comments: rows are added, never changed or removed'); END;
CREATE TRIGGER comments_no_delete BEFORE DELETE ON comments BEGIN SELECT RAISE(ABORT, 'comments: rows are added, never changed or removed'); END;
CREATE TRIGGER comments_no_replace_id BEFORE INSERT ON comments WHEN EXISTS (SELECT 1 FROM comments WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'comments: id is there already'); END;
CREATE TRIGGER checks_no_update BEFORE UPDATE ON checks BEGIN SELECT RAISE(ABORT, 'checks: rows are added, never changed or removed'); END;
CREATE TRIGGER checks_no_delete BEFORE DELETE ON checks BEGIN SELECT RAISE(ABORT, 'checks: rows are added, never changed or removed'); END;
CREATE TRIGGER checks_no_replace_id BEFORE INSERT ON checks WHEN EXISTS (SELECT 1 FROM checks WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'checks: id is there already'); END;
CREATE TRIGGER findings_no_update BEFORE UPDATE ON findings BEGIN SELECT RAISE(ABORT, 'findings: rows are added, never changed or removed'); END;
CREATE TRIGGER findings_no_delete BEFORE DELETE ON findings BEGIN SELECT RAISE(ABORT, 'findings: rows are added, never changed or removed'); END;
CREATE TRIGGER findings_no_replace_id BEFORE INSERT ON findings WHEN EXISTS (SELECT 1 FROM findings WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'findings: id is there already'); END;
CREATE TRIGGER vouchings_no_update BEFORE UPDATE ON vouchings BEGIN SELECT RAISE(ABORT, 'vouchings: rows are added, never changed or removed'); END;
CREATE TRIGGER vouchings_no_delete BEFORE DELETE ON vouchings BEGIN SELECT RAISE(ABORT, 'vouchings: rows are added, never changed or removed'); END;
CREATE TRIGGER vouchings_no_replace_id BEFORE INSERT ON vouchings WHEN EXISTS (SELECT 1 FROM vouchings WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'vouchings: id is there already'); END;
CREATE TRIGGER exclusions_no_update BEFORE UPDATE ON exclusions BEGIN SELECT RAISE(ABORT, 'exclusions: rows are added, never changed or removed'); END;
CREATE TRIGGER exclusions_no_delete BEFORE DELETE ON exclusions BEGIN SELECT RAISE(ABORT, 'exclusions: rows are added, never changed or removed'); END;
CREATE TRIGGER exclusions_no_replace_id BEFORE INSERT ON exclusions WHEN EXISTS (SELECT 1 FROM exclusions WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'exclusions: id is there already'); END;
CREATE TRIGGER exclusions_no_replace_decision BEFORE INSERT ON exclusions WHEN EXISTS (SELECT 1 FROM exclusions WHERE decision = NEW.decision) BEGIN SELECT RAISE(ABORT, 'exclusions: decision is there already'); END;
CREATE TRIGGER publications_no_update BEFORE UPDATE ON publications BEGIN SELECT RAISE(ABORT, 'publications: rows are added, never changed or removed'); END;
CREATE TRIGGER publications_no_delete BEFORE DELETE ON publications BEGIN SELECT RAISE(ABORT, 'publications: rows are added, never changed or removed'); END;
CREATE TRIGGER publications_no_replace_id BEFORE INSERT ON publications WHEN EXISTS (SELECT 1 FROM publications WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'publications: id is there already'); END;
CREATE TRIGGER objections_no_update BEFORE UPDATE ON objections BEGIN SELECT RAISE(ABORT, 'objections: rows are added, never changed or removed'); END;
CREATE TRIGGER objections_no_delete BEFORE DELETE ON objections BEGIN SELECT RAISE(ABORT, 'objections: rows are added, never changed or removed'); END;
CREATE TRIGGER objections_no_replace_id BEFORE INSERT ON objections WHEN EXISTS (SELECT 1 FROM objections WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'objections: id is there already'); END;
CREATE TRIGGER objection_answers_no_update BEFORE UPDATE ON objection_answers BEGIN SELECT RAISE(ABORT, 'objection_answers: rows are added, never changed or removed'); END;
CREATE TRIGGER objection_answers_no_delete BEFORE DELETE ON objection_answers BEGIN SELECT RAISE(ABORT, 'objection_answers: rows are added, never changed or removed'); END;
CREATE TRIGGER objection_answers_no_replace_id BEFORE INSERT ON objection_answers WHEN EXISTS (SELECT 1 FROM objection_answers WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'objection_answers: id is there already'); END;
CREATE TRIGGER objection_answers_no_replace_objection BEFORE INSERT ON objection_answers WHEN EXISTS (SELECT 1 FROM objection_answers WHERE objection = NEW.objection) BEGIN SELECT RAISE(ABORT, 'objection_answers: objection is there already'); END;
CREATE TRIGGER approvals_no_update BEFORE UPDATE ON approvals BEGIN SELECT RAISE(ABORT, 'approvals: rows are added, never changed or removed'); END;
CREATE TRIGGER approvals_no_delete BEFORE DELETE ON approvals BEGIN SELECT RAISE(ABORT, 'approvals: rows are added, never changed or removed'); END;
CREATE TRIGGER approvals_no_replace_id BEFORE INSERT ON approvals WHEN EXISTS (SELECT 1 FROM approvals WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'approvals: id is there already'); END;
CREATE TRIGGER approved_decisions_no_update BEFORE UPDATE ON approved_decisions BEGIN SELECT RAISE(ABORT, 'approved_decisions: rows are added, never changed or removed'); END;
CREATE TRIGGER approved_decisions_no_delete BEFORE DELETE ON approved_decisions BEGIN SELECT RAISE(ABORT, 'approved_decisions: rows are added, never changed or removed'); END;
CREATE TRIGGER approved_decisions_no_replace_id BEFORE INSERT ON approved_decisions WHEN EXISTS (SELECT 1 FROM approved_decisions WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'approved_decisions: id is there already'); END;
CREATE TRIGGER approved_decisions_no_replace_decision BEFORE INSERT ON approved_decisions WHEN EXISTS (SELECT 1 FROM approved_decisions WHERE decision = NEW.decision) BEGIN SELECT RAISE(ABORT, 'approved_decisions: decision is there already'); END;
CREATE TRIGGER payments_no_update BEFORE UPDATE ON payments BEGIN SELECT RAISE(ABORT, 'payments: rows are added, never changed or removed'); END;
CREATE TRIGGER payments_no_delete BEFORE DELETE ON payments BEGIN SELECT RAISE(ABORT, 'payments: rows are added, never changed or removed'); END;
CREATE TRIGGER payments_no_replace_id BEFORE INSERT ON payments WHEN EXISTS (SELECT 1 FROM payments WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'payments: id is there already'); END;
CREATE TRIGGER proposals_no_update BEFORE UPDATE ON proposals BEGIN SELECT RAISE(ABORT, 'proposals: rows are added, never changed or removed'); END;
CREATE TRIGGER proposals_no_delete BEFORE DELETE ON proposals BEGIN SELECT RAISE(ABORT, 'proposals: rows are added, never changed or removed'); END;
CREATE TRIGGER proposals_no_replace_id BEFORE INSERT ON proposals WHEN EXISTS (SELECT 1 FROM proposals WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'proposals: id is there already'); END;
CREATE TRIGGER proposal_answers_no_update BEFORE UPDATE ON proposal_answers BEGIN SELECT RAISE(ABORT, 'proposal_answers: rows are added, never changed or removed'); END;
CREATE TRIGGER proposal_answers_no_delete BEFORE DELETE ON proposal_answers BEGIN SELECT RAISE(ABORT, 'proposal_answers: rows are added, never changed or removed'); END;
CREATE TRIGGER proposal_answers_no_replace_id BEFORE INSERT ON proposal_answers WHEN EXISTS (SELECT 1 FROM proposal_answers WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'proposal_answers: id is there already'); END;
CREATE TRIGGER proposal_answers_no_replace_proposal BEFORE INSERT ON proposal_answers WHEN EXISTS (SELECT 1 FROM proposal_answers WHERE proposal = NEW.proposal) BEGIN SELECT RAISE(ABORT, 'proposal_answers: proposal is there already'); END;
COMMIT;

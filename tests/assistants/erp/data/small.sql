-- A small invented company in the tables of Tryton 8 that figures need (schema: facts, no code).
CREATE TABLE ir_model_field (model TEXT, name TEXT, relation TEXT);
INSERT INTO ir_model_field VALUES
 ('sale.sale','party','party.party'),('sale.sale','company','company.company'),('sale.sale','warehouse','stock.location'),
 ('sale.line','sale','sale.sale'),('sale.line','product','product.product'),
 ('product.product','template','product.template'),('product.template','categories','product.category'),
 ('account.invoice','party','party.party'),('account.invoice','company','company.company'),
 ('account.move.line','move','account.move'),('account.move.line','account','account.account'),('account.move.line','party','party.party'),
 ('account.move.line','reconciliation','account.move.reconciliation'),
 ('account.move','company','company.company'),('account.account','type','account.account.type'),
 ('company.company','party','party.party'),('company.employee','party','party.party'),('company.employee','company','company.company'),
 ('stock.move','company','company.company'),('stock.move','product','product.product'),
 ('stock.move','from_location','stock.location'),('stock.move','to_location','stock.location'),('stock.location','parent','stock.location'),
 ('product.template-product.category','template','product.template');
CREATE TABLE res_group (id INTEGER PRIMARY KEY, name TEXT, active INT, parent INT);
INSERT INTO res_group VALUES (1,'Sales',1,NULL),(2,'Sales Administrator',1,1),(3,'North',1,NULL),(4,'Accounting',1,NULL),(5,'Stock',1,NULL),(6,'Old',0,NULL);
CREATE TABLE res_user (id INTEGER PRIMARY KEY, name TEXT, login TEXT, active INT, company INT, company_filter TEXT, employee INT);
INSERT INTO res_user VALUES (1,'대표','boss',1,1,'one',NULL),(2,'북부','north',1,1,'one',NULL),(3,'회계','books',1,1,'one',NULL),
 (4,'바다','sea',1,2,'one',NULL),(5,'퇴사','gone',0,1,'one',NULL),(6,'둘다','both',1,1,'all',NULL);
CREATE TABLE "res_user-company_company" ("user" INT, company INT);
INSERT INTO "res_user-company_company" VALUES (1,1),(2,1),(3,1),(4,2),(6,1),(6,2);
CREATE TABLE "res_user-company_employee" ("user" INT, employee INT);
CREATE TABLE "res_user-res_group" ("user" INT, "group" INT);
INSERT INTO "res_user-res_group" VALUES (1,2),(1,4),(1,5),(2,1),(2,3),(3,4),(4,1),(6,1);
CREATE TABLE ir_model_access (model TEXT, "group" INT, perm_read INT, active INT);
INSERT INTO ir_model_access VALUES ('sale.sale',NULL,0,1),('sale.sale',1,1,1),('account.invoice',NULL,0,1),('account.invoice',4,1,1),('account.invoice',1,1,1),
 ('account.move',NULL,0,1),('account.move',4,1,1),('stock.move',NULL,0,1),('stock.move',5,1,1);
CREATE TABLE ir_model_field_access (model TEXT, field TEXT, "group" INT, perm_read INT, active INT);
CREATE TABLE ir_rule_group (id INTEGER PRIMARY KEY, model TEXT, global_p INT, default_p INT, perm_read INT);
CREATE TABLE ir_rule (id INTEGER PRIMARY KEY, rule_group INT, domain TEXT);
CREATE TABLE "ir_rule_group-res_group" (rule_group INT, "group" INT);
INSERT INTO ir_rule_group VALUES (1,'sale.sale',1,0,1),(2,'sale.sale',0,0,1),(3,'account.invoice',1,0,1),(4,'stock.move',1,0,1),(5,'account.move',1,0,1);
INSERT INTO ir_rule VALUES (1,1,'[["company","in",{"__class__":"Eval","v":"companies","d":[]}]]'),(2,2,'[["party.name","like","북%"]]'),
 (3,3,'[["company","in",{"__class__":"Eval","v":"companies","d":[]}]]'),(4,4,'[["company","in",{"__class__":"Eval","v":"companies","d":[]}]]'),
 (5,5,'[["company","in",{"__class__":"Eval","v":"companies","d":[]}]]');
INSERT INTO "ir_rule_group-res_group" VALUES (2,3);
CREATE TABLE party_party (id INTEGER PRIMARY KEY, name TEXT, code TEXT, active INT);
INSERT INTO party_party VALUES (1,'주식회사 나루상회','1',1),(2,'주식회사 바다유통','2',1),(3,'북한강농원','3',1),(4,'㈜남산목재','4',1),(5,'김나루','5',1),(6,'북촌공방','6',1);
CREATE TABLE company_company (id INTEGER PRIMARY KEY, party INT, currency INT);
INSERT INTO company_company VALUES (1,1,1),(2,2,1);
CREATE TABLE company_employee (id INTEGER PRIMARY KEY, party INT, company INT);
INSERT INTO company_employee VALUES (1,5,1);
CREATE TABLE product_template (id INTEGER PRIMARY KEY, name TEXT, code TEXT, active INT);
CREATE TABLE product_product (id INTEGER PRIMARY KEY, template INT, code TEXT, active INT);
CREATE TABLE product_category (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE "product_template-product_category" (template INT, category INT);
INSERT INTO product_template VALUES (1,'참나무 원목','NR-001',1),(2,'소나무 원목','NR-002',1),(3,'12구 멀티탭','NR-003',1);
INSERT INTO product_product VALUES (1,1,'NR-001',1),(2,2,'NR-002',1),(3,3,'NR-003',1);
INSERT INTO product_category VALUES (1,'목재'),(2,'전기');
INSERT INTO "product_template-product_category" VALUES (1,1),(2,1),(3,2);
CREATE TABLE stock_location (id INTEGER PRIMARY KEY, name TEXT, code TEXT, type TEXT, parent INT, active INT);
INSERT INTO stock_location VALUES (1,'본창고','WH','warehouse',NULL,1),(2,'보관','STO','storage',1,1),(3,'고객','CUS','customer',NULL,1),(4,'공급','SUP','supplier',NULL,1);
CREATE TABLE stock_move (id INTEGER PRIMARY KEY, company INT, product INT, from_location INT, to_location INT, internal_quantity REAL, state TEXT, effective_date TEXT);
INSERT INTO stock_move VALUES (1,1,1,4,2,50.0,'done','2026-01-10'),(2,1,1,2,3,8.0,'done','2026-02-10'),(3,1,2,4,2,5.5,'done','2026-01-10'),(4,1,1,2,3,7.0,'draft',NULL);
CREATE TABLE sale_sale (id INTEGER PRIMARY KEY, company INT, party INT, warehouse INT, number TEXT, reference TEXT, sale_date TEXT, state TEXT, shipment_state TEXT, invoice_state TEXT, shipping_date TEXT, untaxed_amount_cache NUMERIC, tax_amount_cache NUMERIC, total_amount_cache NUMERIC);
INSERT INTO sale_sale VALUES
 (1,1,3,1,'1','PO-100','2026-01-15','done','sent','paid',NULL,CAST('1000000.10' AS BLOB),CAST('100000.01' AS BLOB),CAST('1100000.11' AS BLOB)),
 (2,1,4,1,'2','PO-101','2026-02-03','processing','waiting','awaiting payment','2026-03-05',CAST('9000000.20' AS BLOB),CAST('900000.02' AS BLOB),CAST('9900000.22' AS BLOB)),
 (3,1,3,1,'3','PO-102','2026-02-20','quotation','none','none',NULL,NULL,NULL,NULL),
 (4,1,4,1,'4','PO-103','2026-02-21','cancelled','none','none',NULL,NULL,NULL,NULL),
 (5,2,4,1,'1','PO-100','2026-02-11','done','sent','paid',NULL,CAST('7' AS BLOB),CAST('0.7' AS BLOB),CAST('7.7' AS BLOB)),
 (6,1,4,1,'5','PO-104','2026-02-25','done','sent','paid',NULL,CAST('0.10' AS BLOB),CAST('0.01' AS BLOB),CAST('0.11' AS BLOB));
CREATE TABLE sale_line (id INTEGER PRIMARY KEY, sale INT, product INT, type TEXT, quantity REAL, unit_price NUMERIC);
INSERT INTO sale_line VALUES (1,1,1,'line',10.0,CAST('100000.01' AS BLOB)),(2,2,2,'line',90.0,CAST('100000.00222222' AS BLOB)),(3,3,1,'line',3.0,CAST('70000' AS BLOB)),(4,3,NULL,'comment',NULL,NULL),(5,6,3,'line',1.0,CAST('0.10' AS BLOB));
CREATE TABLE account_invoice (id INTEGER PRIMARY KEY, company INT, party INT, type TEXT, state TEXT, number TEXT, reference TEXT, invoice_date TEXT, untaxed_amount_cache NUMERIC, tax_amount_cache NUMERIC, total_amount_cache NUMERIC);
INSERT INTO account_invoice VALUES (1,1,3,'out','paid','1',NULL,'2026-01-20',CAST('1000000.10' AS BLOB),CAST('100000.01' AS BLOB),CAST('1100000.11' AS BLOB)),
 (2,1,4,'out','posted','2',NULL,'2026-02-05',CAST('9000000.20' AS BLOB),CAST('900000.02' AS BLOB),CAST('9900000.22' AS BLOB)),
 (3,1,4,'in','posted','9',NULL,'2026-02-06',CAST('55' AS BLOB),CAST('5' AS BLOB),CAST('60' AS BLOB));
CREATE TABLE account_account_type (id INTEGER PRIMARY KEY, receivable INT, payable INT);
CREATE TABLE account_account (id INTEGER PRIMARY KEY, type INT);
CREATE TABLE account_move (id INTEGER PRIMARY KEY, company INT, state TEXT, date TEXT);
CREATE TABLE account_move_line (id INTEGER PRIMARY KEY, move INT, account INT, party INT, debit NUMERIC, credit NUMERIC, reconciliation INT, maturity_date TEXT);
INSERT INTO account_account_type VALUES (1,1,0),(2,0,0);
INSERT INTO account_account VALUES (1,1),(2,2);
INSERT INTO account_move VALUES (1,1,'posted','2026-01-20'),(2,1,'posted','2026-02-05');
INSERT INTO account_move_line VALUES (1,1,1,3,CAST('1100000.11' AS BLOB),CAST('0' AS BLOB),1,'2026-01-20'),(2,2,1,4,CAST('9900000.22' AS BLOB),CAST('0' AS BLOB),NULL,'2026-02-28'),
 (3,2,1,4,CAST('0' AS BLOB),CAST('900000.22' AS BLOB),NULL,NULL),(4,2,2,NULL,CAST('0' AS BLOB),CAST('9000000' AS BLOB),NULL,NULL);
